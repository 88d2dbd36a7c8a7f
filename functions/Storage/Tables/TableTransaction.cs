using Azure;

namespace NoVisit.Storage.Tables;

/// <summary>What one part of a transaction does.</summary>
public enum TableTransactionActionType
{
    /// <summary>Insert; the row must be new.</summary>
    Add,

    /// <summary>Update by merge, if the row is there and its ETag matches.</summary>
    UpdateMerge,

    /// <summary>Update by replace, if the row is there and its ETag matches.</summary>
    UpdateReplace,

    /// <summary>Delete, if the row is there and its ETag matches.</summary>
    Delete,

    /// <summary>Insert, or merge into the row that is there.</summary>
    UpsertMerge,

    /// <summary>Insert, or replace the row that is there.</summary>
    UpsertReplace,
}

/// <summary>One part of a transaction.</summary>
/// <param name="actionType">What to do.</param>
/// <param name="entity">With what row.</param>
/// <param name="etag">For updates and deletions: the version it must have; the default means any.</param>
public sealed class TableTransactionAction(TableTransactionActionType actionType, ITableEntity entity, ETag etag = default)
{
    /// <summary>What to do.</summary>
    public TableTransactionActionType ActionType { get; } = actionType;

    /// <summary>With what row.</summary>
    public ITableEntity Entity { get; } = entity;

    /// <summary>The version that the stored row must have.</summary>
    public ETag ETag { get; } = etag;
}

/// <summary>A transaction was refused as a whole: nothing of it was written.</summary>
public sealed class TableTransactionFailedException : RequestFailedException
{
    internal TableTransactionFailedException(Response response, RequestFailedException cause, int? failedTransactionActionIndex)
        : base(response.Status, cause.Message, cause.ErrorCode, cause) => FailedTransactionActionIndex = failedTransactionActionIndex;

    /// <summary>Which action the service refused, from 0; <see langword="null"/> when it refused the transaction as such.</summary>
    public int? FailedTransactionActionIndex { get; }
}
