namespace TrustCenter.Contracts.Consent;

/// <summary>Lets a tablet into a domain. It gets a credential of its own, with which it can do nothing but wait for a
/// session and deliver what was signed in one.</summary>
/// <param name="Domain">Consent domain whose people use it.</param>
/// <param name="Name">What staff call it, 1 to 60 characters.</param>
/// <param name="Place">Where it is used; printed beside signatures, up to 60 characters.</param>
/// <param name="Kind">One of <see cref="TabletKinds"/>; null: a plain tablet.</param>
public sealed record EnrolTablet(string Domain, string Name, string? Place = null, string? Kind = null);

/// <summary>What carries the screen.</summary>
public static class TabletKinds
{
    /// <summary>Somebody holds it.</summary>
    public const string Tablet = "tablet";

    /// <summary>It drives by itself among people.</summary>
    public const string Robot = "robot";

    /// <summary>Both.</summary>
    public static readonly IReadOnlyList<string> All = [Tablet, Robot];
}

/// <summary>What is typed into the tablet once.</summary>
/// <param name="Id">Id of the tablet.</param>
/// <param name="Code">Works once.</param>
/// <param name="Until">And until then.</param>
public sealed record EnrolmentCode(Guid Id, string Code, DateTimeOffset Until);

/// <summary>Exchanges the code for the tablet's credential.</summary>
/// <param name="Code">As it was shown; spaces, hyphens and lower case do not matter.</param>
public sealed record RedeemEnrolment(string Code);

/// <summary>A tablet's credential.</summary>
/// <param name="Id">Id of the tablet.</param>
/// <param name="Key">Bearer token; works until the tablet is shut out.</param>
public sealed record EnrolledTablet(Guid Id, string Key);

/// <summary>A tablet as staff see it.</summary>
/// <param name="Id">Id of the tablet.</param>
/// <param name="Name">What staff call it.</param>
/// <param name="Place">Where it is used.</param>
/// <param name="Online">It was heard of within the last 90 seconds.</param>
/// <param name="SeenAt">When it was heard of last.</param>
/// <param name="Capture">The session that is open on it.</param>
/// <param name="Step">Screen of that session, without any content.</param>
/// <param name="Calling">Somebody at it asks for staff, or it does so itself.</param>
/// <param name="Alert">What it calls for by itself, one of <see cref="TabletAlert.Kinds"/>; null where nothing.</param>
/// <param name="AlertAt">Since when.</param>
/// <param name="Kind">One of <see cref="TabletKinds"/>.</param>
public sealed record TabletView(
    Guid Id, string Name, string? Place, bool Online, DateTimeOffset? SeenAt, Guid? Capture, string? Step,
    bool Calling, string? Alert = null, DateTimeOffset? AlertAt = null, string Kind = TabletKinds.Tablet);

/// <summary>A tablet, or the robot that carries it, calls staff by itself; says nothing about anybody.</summary>
/// <param name="Kind">One of <see cref="Kinds"/>; null takes back what it called for.</param>
public sealed record TabletAlert(string? Kind)
{
    /// <summary>What staff are called for: somebody asks for them, or what has happened to a robot.</summary>
    public static readonly IReadOnlyList<string> Kinds =
    [
        "staff", "paper", "tablet", "print", "stopped", "obstacle", "lost", "battery", "offline", "lifted", "dragged",
        "moved", "emergency", "silent",
    ];
}

/// <summary>Where people read about the topic on their own phone: the same for everybody.</summary>
/// <param name="Address">A page that knows nobody.</param>
/// <param name="Qr">The address as a QR code, PNG in Base64.</param>
public sealed record InformationLink(string Address, string Qr);

/// <summary>A tablet says that it is there.</summary>
/// <param name="Free">Nobody is at it: a session that is still open on it was lost with its memory, and ends.</param>
/// <param name="Waiting">Sessions whose content is sealed on it and still to be delivered; these stay open.</param>
/// <param name="Robot">A robot carries it: it counts as one now, whatever it was let in as.</param>
public sealed record TabletPresence(bool Free, IReadOnlyList<Guid> Waiting, bool? Robot = null);

/// <summary>What a tablet may know of where it is; nothing about anybody.</summary>
/// <param name="Id">Id of the tablet.</param>
/// <param name="Domain">Consent domain.</param>
/// <param name="Name">What staff call it.</param>
/// <param name="Organisation">Shown while nobody uses it.</param>
/// <param name="Place">Where it is used.</param>
/// <param name="IdentifierTypes">What a label's number can be, the most usual first.</param>
/// <param name="Now">The server's clock.</param>
/// <param name="SessionsOnRobot">This is a robot, and the site lets people decide at its screen.</param>
/// <param name="UnderstandingCheck">The site offers three questions about the information, which nobody keeps.</param>
/// <param name="Code">Opens the session that staff sent to this tablet; null: there is none.</param>
/// <param name="Kind">One of <see cref="TabletKinds"/>.</param>
public sealed record TabletHere(
    Guid Id, string Domain, string Name, string Organisation, string? Place, IReadOnlyList<string> IdentifierTypes,
    DateTimeOffset Now, bool SessionsOnRobot = false, bool UnderstandingCheck = false,
    string? Code = null, string Kind = TabletKinds.Tablet);

/// <summary>Chooses the caller's own PIN for tablets.</summary>
/// <param name="Pin">6 to 12 digits, not all alike and not in a row.</param>
/// <param name="Name">Name as it is printed beside "explained by", 1 to 120 characters.</param>
public sealed record ChoosePin(string Pin, string Name);

/// <summary>Signs a member of staff in at a tablet.</summary>
/// <param name="Account">Account or badge number.</param>
/// <param name="Pin">The PIN.</param>
public sealed record SignInAtTablet(string Account, string Pin);

/// <summary>Staff at a tablet: may plan and hand over sessions, and nothing else.</summary>
/// <param name="Token">Bearer token.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Name">Name as chosen with the PIN.</param>
public sealed record StaffAtTablet(string Token, DateTimeOffset Until, string Name);
