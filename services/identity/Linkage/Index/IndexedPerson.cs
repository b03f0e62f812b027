namespace TrustCenter.Identities.Linkage;

/// <summary>A person as the index keeps it: 40 bytes, further fields apart. Record 0: gone.</summary>
struct IndexedPerson
{
    const int SexBits = 5;

    public uint Record;
    int _given, _family, _birth, _birthDate, _postcode, _city, _street, _phone;
    uint _houseAndSex;

    public readonly int Given => _given;

    public readonly int Family => _family;

    public readonly int Birth => _birth;

    public readonly int BirthDate => _birthDate;

    public readonly int Phone => _phone;

    public readonly int Postcode => _postcode;

    public readonly int City => _city;

    public readonly int Street => _street;

    public readonly int HouseNumber => (int)(_houseAndSex >> SexBits);

    public readonly char Sex => (_houseAndSex & 31) is 0 ? '\0' : (char)(_houseAndSex & 31 | 64);

    public static IndexedPerson Of(long record, in ComparablePerson person) => new()
    {
        Record = checked((uint)record),
        _given = person.Given,
        _family = person.Family,
        _birth = person.Birth,
        _birthDate = person.BirthDate,
        _postcode = person.Postcode,
        _city = person.City,
        _street = person.Street,
        _phone = person.Phone,
        _houseAndSex = checked((uint)person.HouseNumber << SexBits) | (uint)person.Sex & 31,
    };

    /// <summary>The same person by the numbers of another vocabulary.</summary>
    public readonly IndexedPerson Renumbered(int[] names, int[] texts) => this with
    {
        _given = names[_given],
        _family = names[_family],
        _birth = names[_birth],
        _postcode = texts[_postcode],
        _city = texts[_city],
        _street = texts[_street],
        _phone = texts[_phone],
        _houseAndSex = checked((uint)texts[HouseNumber] << SexBits) | _houseAndSex & 31,
    };

    public readonly ComparablePerson Comparable => new()
    {
        Given = _given,
        Family = _family,
        Birth = _birth,
        BirthDate = _birthDate,
        Postcode = _postcode,
        City = _city,
        Street = _street,
        Phone = _phone,
        HouseNumber = HouseNumber,
        Sex = Sex,
        More = [],
    };
}
