using NoVisit.Localization;

namespace NoVisit.Http;

/// <summary>A kind of error that clients can tell apart: its <see cref="Type"/> never changes, its texts may.</summary>
/// <param name="Name">Last part of the type URI, kebab case.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Title">What it is, the same for every occurrence.</param>
/// <param name="Detail">What the reader can do, unless the occurrence says more.</param>
public sealed record ProblemKind(string Name, int Status, Text Title, Text Detail)
{
    /// <summary>The body or a parameter cannot be read.</summary>
    public static readonly ProblemKind Malformed = new(
        "malformed", 400, new("请求格式有误", "Malformed request"), new("请检查请求内容的格式。", "Check the format of the request."));

    /// <summary>The request could be read, but its content breaks rules; <c>errors</c> names each place.</summary>
    public static readonly ProblemKind Invalid = new(
        "invalid", 422, new("内容不符合要求", "Invalid content"), new("请按提示改正后重新提交。", "Correct the places named and send it again."));

    /// <summary>No token, or one that does not hold.</summary>
    public static readonly ProblemKind Unauthenticated = new(
        "unauthenticated", 401, new("请先登录", "Sign-in needed"), new("登录已过期或无效，请重新登录。", "The sign-in is missing, expired or not valid. Sign in again."));

    /// <summary>The caller is known but has not the right.</summary>
    public static readonly ProblemKind Forbidden = new(
        "forbidden", 403, new("没有权限", "Not permitted"), new("您的账号没有办理此操作的权限。", "Your account does not have the right to do this."));

    /// <summary>No such thing, or none that the caller may know of.</summary>
    public static readonly ProblemKind NotFound = new(
        "not-found", 404, new("没有找到", "Not found"), new("所查内容不存在，或您无权查看。", "It does not exist, or you may not see it."));

    /// <summary>The state of the thing does not allow the command.</summary>
    public static readonly ProblemKind Conflict = new(
        "conflict", 409, new("当前状态不允许此操作", "Not possible in the present state"), new("请刷新后查看最新状态。", "Reload to see the present state."));

    /// <summary>The thing changed since it was read (<c>If-Match</c>).</summary>
    public static readonly ProblemKind Stale = new(
        "stale", 412, new("内容已被更新", "Changed in the meantime"), new("他人已更新此内容，请刷新后重试。", "Somebody changed it since you read it. Reload and try again."));

    /// <summary>The body is larger than allowed.</summary>
    public static readonly ProblemKind TooLarge = new(
        "too-large", 413, new("内容过大", "Too large"), new("请求内容超过允许的大小。", "The request is larger than allowed."));

    /// <summary>The content type is not one the operation takes.</summary>
    public static readonly ProblemKind UnsupportedMediaType = new(
        "unsupported-media-type", 415, new("不支持的内容类型", "Unsupported content type"), new("请使用 application/json。", "Send application/json."));

    /// <summary>An <c>If-Match</c> header is missing.</summary>
    public static readonly ProblemKind PreconditionRequired = new(
        "precondition-required", 428, new("缺少版本信息", "Version needed"),
        new("修改时须在 If-Match 中给出所读版本的 ETag。", "A change must name the ETag that was read in If-Match."));

    /// <summary>An <c>Idempotency-Key</c> header is missing or malformed.</summary>
    public static readonly ProblemKind IdempotencyKeyRequired = new(
        "idempotency-key-required", 400, new("缺少幂等键", "Idempotency key needed"),
        new("请在 Idempotency-Key 中给出 8 至 128 个可见字符。", "Send 8 to 128 visible characters in Idempotency-Key."));

    /// <summary>The same <c>Idempotency-Key</c> came with another content.</summary>
    public static readonly ProblemKind IdempotencyKeyReused = new(
        "idempotency-key-reused", 422, new("幂等键已用于其他请求", "Idempotency key used before"),
        new("同一幂等键只能用于内容相同的请求。", "A key may be repeated only with the same content."));

    /// <summary>Too many requests from one person or address (NF-01).</summary>
    public static readonly ProblemKind RateLimited = new(
        "rate-limited", 429, new("请求过于频繁", "Too many requests"), new("请稍后再试。", "Wait a little and try again."));

    /// <summary>Our fault; the trace id leads to the log.</summary>
    public static readonly ProblemKind Internal = new(
        "internal", 500, new("系统出错", "Internal error"), new("系统出现错误，请稍后再试；如仍有问题，请提供跟踪号。", "Something went wrong on our side. Try again later, or tell us the trace id."));

    /// <summary>A service that we depend on is not there for the moment.</summary>
    public static readonly ProblemKind Unavailable = new(
        "unavailable", 503, new("服务暂不可用", "Temporarily unavailable"), new("请稍后再试。", "Try again in a moment."));

    /// <summary>The client left before the answer was ready; nobody reads it, but logs and tests do.</summary>
    public static readonly ProblemKind ClientClosed = new(
        "client-closed", 499, new("请求已取消", "Request cancelled"), new("客户端已断开连接。", "The client closed the connection."));

    /// <summary>Relative URI that identifies the kind, for example <c>/problems/not-found</c>.</summary>
    public string Type => $"/problems/{Name}";
}
