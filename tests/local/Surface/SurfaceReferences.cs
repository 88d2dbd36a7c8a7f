using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace NoVisit.Emulator.Tests.Surface;

/// <summary>Reads from a compiled assembly which members of another one it refers to.</summary>
internal static class SurfaceReferences
{
    /// <summary>Full names of the types, and <c>Type.Member</c> of the members, that <paramref name="path"/> takes from <paramref name="assembly"/>.</summary>
    public static IReadOnlyList<string> Of(string path, string assembly)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        var types = metadata.TypeReferences
            .Where(handle => ScopeOf(metadata, handle) == assembly)
            .ToDictionary(handle => handle, handle => NameOf(metadata, handle));
        var members = metadata.MemberReferences
            .Select(metadata.GetMemberReference)
            .Select(member => (Type: ParentOf(metadata, member.Parent), Name: metadata.GetString(member.Name)))
            .Where(member => member.Type is { } parent && types.ContainsKey(parent))
            .Select(member => $"{types[member.Type!.Value]}.{member.Name}");
        return [.. types.Values.Concat(members).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
    }

    /// <summary>Names of the classes with function methods that stand inside another class.</summary>
    public static IReadOnlyList<string> NestedFunctionClasses(string path)
    {
        using var file = File.OpenRead(path);
        using var image = new PEReader(file);
        var metadata = image.GetMetadataReader();
        return [.. metadata.TypeDefinitions
            .Select(metadata.GetTypeDefinition)
            .Where(type => type.IsNested && type.GetMethods().SelectMany(method => metadata.GetMethodDefinition(method).GetCustomAttributes()).Any(IsFunction))
            .Select(type => metadata.GetString(type.Name))];

        bool IsFunction(CustomAttributeHandle handle) =>
            metadata.GetCustomAttribute(handle).Constructor is { Kind: HandleKind.MemberReference } constructor
            && metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } type
            && metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name) == "FunctionAttribute";
    }

    private static string? ScopeOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var scope = metadata.GetTypeReference(handle).ResolutionScope;
        return scope.Kind switch
        {
            HandleKind.AssemblyReference => metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)scope).Name),
            HandleKind.TypeReference => ScopeOf(metadata, (TypeReferenceHandle)scope),
            _ => null,
        };
    }

    private static string NameOf(MetadataReader metadata, TypeReferenceHandle handle)
    {
        var type = metadata.GetTypeReference(handle);
        var name = metadata.GetString(type.Name).Split('`')[0];
        return type.ResolutionScope.Kind == HandleKind.TypeReference
            ? $"{NameOf(metadata, (TypeReferenceHandle)type.ResolutionScope)}.{name}"
            : $"{metadata.GetString(type.Namespace)}.{name}";
    }

    private static TypeReferenceHandle? ParentOf(MetadataReader metadata, EntityHandle parent) => parent.Kind switch
    {
        HandleKind.TypeReference => (TypeReferenceHandle)parent,
        HandleKind.TypeSpecification => GenericParentOf(metadata, (TypeSpecificationHandle)parent),
        _ => null,
    };

    // A member of a generic type stands under "GENERICINST class T<...>"; T follows in compressed form.
    private static TypeReferenceHandle? GenericParentOf(MetadataReader metadata, TypeSpecificationHandle handle)
    {
        var signature = metadata.GetBlobReader(metadata.GetTypeSpecification(handle).Signature);
        if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
        {
            return null;
        }

        signature.ReadCompressedInteger();
        var generic = signature.ReadTypeHandle();
        return generic.Kind == HandleKind.TypeReference ? (TypeReferenceHandle)generic : null;
    }
}
