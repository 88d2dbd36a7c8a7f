namespace NoVisit.Filing.Hall;

/// <summary>受理渠道: the way a filing came in; rules, numbers and clocks are the same for all (IN-17).</summary>
internal enum Channel
{
    /// <summary>网上: by the applicant himself.</summary>
    Web,

    /// <summary>代办: by an agent under an authorisation (IN-13).</summary>
    Agent,

    /// <summary>大厅: entered by a clerk at the window.</summary>
    Hall,

    /// <summary>热线: entered by a clerk on the phone.</summary>
    Hotline,

    /// <summary>集中办理: filed by the coordinator for an enterprise of a list (WF-15).</summary>
    Campaign,
}
