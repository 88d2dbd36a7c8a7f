using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.Serialization;

namespace NoVisit.Storage.Tables;

/// <summary>How one entity type is stored: looked up by reflection once, then by compiled getters and setters.</summary>
internal sealed class EntityMap
{
    private static readonly ConcurrentDictionary<Type, EntityMap> Cache = new();

    private static readonly HashSet<Type> Supported =
    [
        typeof(string), typeof(int), typeof(long), typeof(double), typeof(bool), typeof(DateTimeOffset), typeof(DateTime),
        typeof(Guid), typeof(byte[]), typeof(BinaryData),
    ];

    private readonly Dictionary<string, Property> byName;

    private EntityMap(Type type)
    {
        Properties = [.. type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(IsStored).Select(p => new Property(p))];
        byName = Properties.ToDictionary(p => p.Name, StringComparer.Ordinal);
    }

    public IReadOnlyList<Property> Properties { get; }

    public static EntityMap Of(Type type) => Cache.GetOrAdd(type, static t => new EntityMap(t));

    public Property? Find(string name) => byName.GetValueOrDefault(name);

    private static bool IsStored(PropertyInfo property) =>
        property is { CanRead: true, CanWrite: true }
        && property.GetMethod!.IsPublic
        && property.SetMethod!.IsPublic
        && property.GetIndexParameters().Length == 0
        && !property.IsDefined(typeof(IgnoreDataMemberAttribute), inherit: true)
        && property.Name is not (nameof(ITableEntity.PartitionKey) or nameof(ITableEntity.RowKey)
            or nameof(ITableEntity.Timestamp) or nameof(ITableEntity.ETag));

    internal sealed class Property
    {
        public Property(PropertyInfo property)
        {
            var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            if (!type.IsEnum && !Supported.Contains(type))
            {
                throw new NotSupportedException(
                    $"{property.DeclaringType}.{property.Name} is a {type}, which a table cannot store. Store it as text or mark it with IgnoreDataMember.");
            }

            Name = property.GetCustomAttribute<DataMemberAttribute>()?.Name ?? property.Name;
            Type = type;
            var entity = Expression.Parameter(typeof(object));
            var value = Expression.Parameter(typeof(object));
            var member = Expression.Property(Expression.Convert(entity, property.DeclaringType!), property);
            Get = Expression.Lambda<Func<object, object?>>(Expression.Convert(member, typeof(object)), entity).Compile();
            Set = Expression.Lambda<Action<object, object?>>(
                Expression.Assign(member, Expression.Convert(value, property.PropertyType)), entity, value).Compile();
        }

        public string Name { get; }

        /// <summary>The type without its nullability.</summary>
        public Type Type { get; }

        public Func<object, object?> Get { get; }

        public Action<object, object?> Set { get; }
    }
}
