using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace NoVisit.Certificates.Signing;

/// <summary>
/// Makes a small certification authority and one signing certificate for trying the system out. What it signs proves nothing to
/// the outside world; a real authority brings a key certified by a licensed body.
/// </summary>
public static class DemoAuthority
{
    private const int KeyBits = 3072;

    /// <summary>Where <see cref="Create"/> puts the root certificate for the verifier, beside the key file.</summary>
    public static string RootsPath(string pfxPath) => Path.ChangeExtension(pfxPath, ".roots.pem");

    /// <summary>
    /// Makes both keys (RSA 3072), keeps the signing key with its chain in a PKCS #12 file readable by the owner only, writes the
    /// root beside it and forgets the root's key. Does nothing if the file exists. Takes a second or two.
    /// </summary>
    /// <param name="path">Where the PKCS #12 file goes; its folder is made.</param>
    /// <param name="password">Its password.</param>
    /// <param name="authority">Name of the authority, the signer that readers see.</param>
    /// <param name="now">Validity begins a day earlier (clocks differ) and lasts ten years.</param>
    /// <returns>Whether a key was made.</returns>
    public static bool Create(string path, string password, string authority, DateTimeOffset now)
    {
        if (File.Exists(path))
        {
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var rootKey = RSA.Create(KeyBits);
        var rootRequest = Request($"{authority} (Demo Root)", rootKey, new X509BasicConstraintsExtension(true, true, 0, true),
            X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign);
        using var root = rootRequest.CreateSelfSigned(now.AddDays(-1), now.AddYears(10));
        using var key = RSA.Create(KeyBits);
        var request = Request(authority, key, new X509BasicConstraintsExtension(false, false, 0, true),
            X509KeyUsageFlags.DigitalSignature | X509KeyUsageFlags.NonRepudiation);
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(root, true, false));
        using var certificate = request.Create(root, now.AddDays(-1), now.AddYears(10), RandomNumberGenerator.GetBytes(16));
        using var withKey = certificate.CopyWithPrivateKey(key);
        using var publicRoot = X509CertificateLoader.LoadCertificate(root.RawData);
        var contents = new X509Certificate2Collection { withKey, publicRoot };
        File.WriteAllText(RootsPath(path), root.ExportCertificatePem());
        WriteForOwnerOnly(path, contents.Export(X509ContentType.Pfx, password)!);
        return true;
    }

    private static CertificateRequest Request(string name, RSA key, X509BasicConstraintsExtension constraints, X509KeyUsageFlags usage)
    {
        var subject = new X500DistinguishedNameBuilder();
        subject.AddCountryOrRegion("CN");
        subject.AddOrganizationName(name);
        subject.AddCommonName(name);
        var request = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(constraints);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(usage, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        return request;
    }

    private static void WriteForOwnerOnly(string path, byte[] bytes)
    {
        // Written aside and moved, so that a process that stops half-way leaves no broken key behind.
        var aside = path + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(aside, options))
        {
            file.Write(bytes);
        }

        File.Move(aside, path);
    }
}
