namespace TrustCenter.Contracts.Identity;

/// <summary>What a source knows of a person. Kept encrypted; what is null is not known and is evidence for
/// nothing.</summary>
/// <param name="FamilyName">Family name with its particles.</param>
/// <param name="GivenName">All given names; a newborn may have none yet.</param>
/// <param name="BirthDate">As YYYY-MM-DD; YYYY-MM or YYYY where no more is known.</param>
/// <param name="Gender"><c>female</c>, <c>male</c>, <c>diverse</c>, <c>other</c> or <c>unknown</c>.</param>
/// <param name="BirthName">Family name at birth.</param>
/// <param name="MiddleName">Further names that are no given names.</param>
/// <param name="Prefix">Words before the name, such as <c>von</c>, where they are kept apart.</param>
/// <param name="Suffix">Words behind the name, such as <c>jun.</c></param>
/// <param name="Degree">Academic degree.</param>
/// <param name="BirthPlace">Place of birth.</param>
/// <param name="MothersMaidenName">Maiden name of the mother.</param>
/// <param name="MotherTongue">Mother tongue, BCP 47.</param>
/// <param name="Nationality">Country, ISO 3166.</param>
/// <param name="CivilStatus">Civil status, HL7 v3 code.</param>
/// <param name="Race">Kept for exchange with systems that have it; never compared.</param>
/// <param name="Religion">Kept for exchange with systems that have it; never compared.</param>
/// <param name="VitalStatus"><c>alive</c>, <c>deceased</c> or <c>unknown</c>.</param>
/// <param name="DateOfDeath">As <paramref name="BirthDate"/>.</param>
/// <param name="ExternalDate">When the source last changed this, as YYYY-MM-DD.</param>
/// <param name="Values">Further fields of the domain by name, at most 20.</param>
/// <param name="Identifiers">Local identifiers, at most 50.</param>
/// <param name="Contacts">Addresses and the like, at most 20; the first is the present one.</param>
public sealed record IdentityData(
    string? FamilyName = null, string? GivenName = null, string? BirthDate = null, string? Gender = null,
    string? BirthName = null, string? MiddleName = null, string? Prefix = null, string? Suffix = null,
    string? Degree = null, string? BirthPlace = null, string? MothersMaidenName = null, string? MotherTongue = null,
    string? Nationality = null, string? CivilStatus = null, string? Race = null, string? Religion = null,
    string? VitalStatus = null, string? DateOfDeath = null, string? ExternalDate = null,
    IReadOnlyDictionary<string, string>? Values = null, IReadOnlyList<LocalIdentifier>? Identifiers = null,
    IReadOnlyList<Contact>? Contacts = null);

/// <summary>An identifier some authority gave a person: a hospital's patient number, an insurance number.</summary>
/// <param name="Authority">Name of the assigning authority (identifier domain) as the domain lists it.</param>
/// <param name="Value">The identifier, 1–200 characters, compared exactly after Unicode normalisation (NFC).</param>
public sealed record LocalIdentifier(string Authority, string Value);

/// <summary>How and where a person is reached.</summary>
/// <param name="Street">Street, with the house number unless that is given apart.</param>
/// <param name="HouseNumber">House number.</param>
/// <param name="Postcode">Postcode.</param>
/// <param name="City">Town.</param>
/// <param name="District">Part of the town.</param>
/// <param name="State">State.</param>
/// <param name="Country">Country, ISO 3166.</param>
/// <param name="MunicipalityKey">Official municipality key.</param>
/// <param name="Phone">Telephone number.</param>
/// <param name="Email">E-mail address.</param>
/// <param name="ValidFrom">First day, YYYY-MM-DD; null: not known.</param>
/// <param name="ValidTo">Last day, YYYY-MM-DD; null: still valid.</param>
public sealed record Contact(
    string? Street = null, string? HouseNumber = null, string? Postcode = null, string? City = null,
    string? District = null, string? State = null, string? Country = null, string? MunicipalityKey = null,
    string? Phone = null, string? Email = null, string? ValidFrom = null, string? ValidTo = null);
