using System.Globalization;
using NoVisit.Localization;

namespace NoVisit.Filing.Uploads;

/// <summary>What people are told about files that are not taken.</summary>
internal static class UploadReasons
{
    public static readonly Text NotAccepted = new(
        $"不接受此类文件,请上传 {FileKind.Names} 格式的文件。", $"This kind of file is not accepted. Upload one of: {FileKind.Names}.");

    public static readonly Text Empty = new("文件为空。", "The file is empty.");

    public static readonly Text Damaged = new(
        "文件在传输中损坏或被替换,请重新上传。", "The file was damaged or replaced on its way. Upload it again.");

    public static readonly Text Changed = new(
        "文件在检查之后被改动或删除,请重新上传。", "The file was changed or removed after it had been checked. Upload it again.");

    public static readonly Text InvalidTicket = new("上传凭证无效。", "This upload id is not valid.");

    public static readonly Text ExpiredTicket = new("上传凭证已过期,请重新上传。", "This upload id has expired. Start the upload again.");

    public static readonly Text OtherPerson = new("该文件由他人上传。", "This upload was started by somebody else.");

    public static readonly Text OtherOwner = new("该文件属于另一申请。", "This upload belongs to another application.");

    public static readonly Text NotUploaded = new("尚未收到文件,请先上传。", "The file has not arrived yet. Upload it first.");

    public static readonly Text Digest = new("SHA-256 应为 64 位十六进制数。", "The SHA-256 digest has 64 hexadecimal digits.");

    public static Text TooLarge(long limit) => new(
        $"文件过大,上限为 {Megabytes(limit)} MB。", $"The file is too large; at most {Megabytes(limit)} MB.");

    public static Text WrongSize(long declared, long actual) => new(
        $"收到 {actual} 字节,应为 {declared} 字节,请重新上传。", $"{actual} bytes arrived instead of {declared}. Upload the file again.");

    public static Text DeclaredOtherwise(FileKind kind) => new(
        $"声明的类型与扩展名不符:扩展名表示 {kind.Name}。", $"The declared type does not go with the extension, which means {kind.Name}.");

    public static Text ContentOtherwise(string extension) => new(
        $"文件内容与扩展名“{extension}”不符。", $"The content is not what the extension “{extension}” says.");

    public static Text Infected(string malware) => new(
        $"检测到恶意代码({malware}),文件已拒绝。", $"Malware was found ({malware}); the file is rejected.");

    private static string Megabytes(long bytes) => (bytes / (1024.0 * 1024.0)).ToString("0.#", CultureInfo.InvariantCulture);
}
