namespace NoVisit.Storage;

/// <summary>Every table, container and queue of the application: created at start, and nothing else is.</summary>
public static class StorageNames
{
    /// <summary>Tables.</summary>
    public static class Tables
    {
        /// <summary>One partition a case: the case, its tasks, materials, notices, outbox and ledger; drafts likewise.</summary>
        public const string Cases = "Cases";

        /// <summary>Lists of one person: applications, messages, rights.</summary>
        public const string People = "People";

        /// <summary>Tasks by department and role.</summary>
        public const string Inbox = "Inbox";

        /// <summary>Certificates by identifier.</summary>
        public const string Certificates = "Certificates";

        /// <summary>Counters and warnings by department, item and day.</summary>
        public const string Supervision = "Supervision";

        /// <summary>Who of the staff read whose data.</summary>
        public const string AccessLog = "AccessLog";

        /// <summary>Rights, deputies, leave and rosters of the staff.</summary>
        public const string Staff = "Staff";

        /// <summary>Item versions and calendar years that administrators edit, what rests on them, alerts.</summary>
        public const string Catalogue = "Catalogue";

        /// <summary>One partition a campaign: its enterprises and where they stand.</summary>
        public const string Campaigns = "Campaigns";

        internal static IReadOnlyList<string> All { get; } =
            [Cases, People, Inbox, Certificates, Supervision, AccessLog, Staff, Catalogue, Campaigns];
    }

    /// <summary>Blob containers; none is public.</summary>
    public static class Containers
    {
        /// <summary>Uploads.</summary>
        public const string Materials = "materials";

        /// <summary>Signed certificates.</summary>
        public const string Certificates = "certificates";

        internal static IReadOnlyList<string> All { get; } = [Materials, Certificates];
    }

    /// <summary>Queues.</summary>
    public static class Queues
    {
        /// <summary>Texts and mails to send.</summary>
        public const string Notifications = "notifications";

        /// <summary>Uploads whose malware scan is still open.</summary>
        public const string Scans = "scans";

        /// <summary>Cases whose orchestration is to look at the record again.</summary>
        public const string CaseWakes = "case-wakes";

        /// <summary>Years whose holiday notice came, and cases whose dues rest on them.</summary>
        public const string Recounts = "due-recounts";

        internal static IReadOnlyList<string> All { get; } = [Notifications, Scans, CaseWakes, Recounts];
    }
}
