using System.Buffers.Binary;
using System.Text;

namespace NoVisit.Certificates.Pdf;

/// <summary>
/// An ICC profile (ICC.1:2004-10, version 4.2) of the sRGB colour space of IEC 61966-2-1, built from its published numbers:
/// primaries adapted to D50 and the parametric tone curve. It is the output intent that PDF/A asks for.
/// </summary>
internal static class SrgbProfile
{
    public static byte[] Bytes { get; } = Build();

    private static byte[] Build()
    {
        var curve = Parametric(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045);
        (string Tag, byte[] Data)[] tags =
        [
            ("desc", Text("sRGB IEC61966-2.1")),
            ("cprt", Text("No copyright, use freely")),
            ("wtpt", Fixed("XYZ ", 0.96420, 1.0, 0.82491)),
            ("chad", Fixed("sf32", 1.04788, 0.02292, -0.05022, 0.02959, 0.99048, -0.01707, -0.00925, 0.01508, 0.75168)),
            ("rXYZ", Fixed("XYZ ", 0.43607, 0.22249, 0.01392)),
            ("gXYZ", Fixed("XYZ ", 0.38515, 0.71687, 0.09708)),
            ("bXYZ", Fixed("XYZ ", 0.14307, 0.06061, 0.71410)),
            ("rTRC", curve),
            ("gTRC", curve),
            ("bTRC", curve),
        ];
        var offset = 128 + 4 + (12 * tags.Length);
        var profile = new byte[offset + tags.Sum(t => t.Data.Length)];
        Header(profile);
        BinaryPrimitives.WriteInt32BigEndian(profile.AsSpan(128), tags.Length);
        for (var i = 0; i < tags.Length; i++)
        {
            var record = profile.AsSpan(132 + (12 * i));
            Encoding.ASCII.GetBytes(tags[i].Tag, record);
            BinaryPrimitives.WriteInt32BigEndian(record[4..], offset);
            BinaryPrimitives.WriteInt32BigEndian(record[8..], tags[i].Data.Length);
            tags[i].Data.CopyTo(profile.AsSpan(offset));
            offset += tags[i].Data.Length;
        }

        return profile;
    }

    private static void Header(Span<byte> profile)
    {
        BinaryPrimitives.WriteInt32BigEndian(profile, profile.Length);
        BinaryPrimitives.WriteInt32BigEndian(profile[8..], 0x04200000);
        Encoding.ASCII.GetBytes("mntrRGB XYZ ", profile[12..]);
        foreach (var (at, value) in (ReadOnlySpan<(int, short)>)[(24, 2026), (26, 1), (28, 1)])
        {
            BinaryPrimitives.WriteInt16BigEndian(profile[at..], value);
        }

        Encoding.ASCII.GetBytes("acsp", profile[36..]);
        WriteFixed(profile[68..], 0.96420, 1.0, 0.82491);
    }

    private static byte[] Text(string text)
    {
        var data = new byte[Padded(28 + (2 * text.Length))];
        Encoding.ASCII.GetBytes("mluc", data);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(8), 1);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(12), 12);
        Encoding.ASCII.GetBytes("enUS", data.AsSpan(16));
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(20), 2 * text.Length);
        BinaryPrimitives.WriteInt32BigEndian(data.AsSpan(24), 28);
        Encoding.BigEndianUnicode.GetBytes(text, data.AsSpan(28));
        return data;
    }

    private static byte[] Fixed(string type, params double[] numbers)
    {
        var data = new byte[8 + (4 * numbers.Length)];
        Encoding.ASCII.GetBytes(type, data);
        WriteFixed(data.AsSpan(8), numbers);
        return data;
    }

    /// <summary>Type 3: (a x + b)^g from d upwards, c x below.</summary>
    private static byte[] Parametric(double g, double a, double b, double c, double d)
    {
        var data = new byte[12 + 20];
        Encoding.ASCII.GetBytes("para", data);
        BinaryPrimitives.WriteInt16BigEndian(data.AsSpan(8), 3);
        WriteFixed(data.AsSpan(12), g, a, b, c, d);
        return data;
    }

    private static void WriteFixed(Span<byte> target, params ReadOnlySpan<double> numbers)
    {
        for (var i = 0; i < numbers.Length; i++)
        {
            BinaryPrimitives.WriteInt32BigEndian(target[(4 * i)..], (int)Math.Round(numbers[i] * 65536));
        }
    }

    private static int Padded(int length) => (length + 3) & ~3;
}
