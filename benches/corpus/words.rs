//! The vocabulary: parts of invented names, and words for the gaps of sentences.

/// Countries by ISO 3166-1 alpha-3, the most reported first.
pub(super) const COUNTRIES: [(&str, &str); 60] = [
    ("SDN", "Sudan"),
    ("UKR", "Ukraine"),
    ("YEM", "Yemen"),
    ("HTI", "Haiti"),
    ("MMR", "Myanmar"),
    ("SOM", "Somalia"),
    ("MLI", "Mali"),
    ("SYR", "Syria"),
    ("ETH", "Ethiopia"),
    ("COL", "Colombia"),
    ("BFA", "Burkina Faso"),
    ("SSD", "South Sudan"),
    ("AFG", "Afghanistan"),
    ("NER", "Niger"),
    ("MOZ", "Mozambique"),
    ("KEN", "Kenya"),
    ("UGA", "Uganda"),
    ("TZA", "Tanzania"),
    ("ZMB", "Zambia"),
    ("ZWE", "Zimbabwe"),
    ("MWI", "Malawi"),
    ("MDG", "Madagascar"),
    ("AGO", "Angola"),
    ("NAM", "Namibia"),
    ("BWA", "Botswana"),
    ("SEN", "Senegal"),
    ("GHA", "Ghana"),
    ("TGO", "Togo"),
    ("BEN", "Benin"),
    ("CMR", "Cameroon"),
    ("GAB", "Gabon"),
    ("TUN", "Tunisia"),
    ("DZA", "Algeria"),
    ("EGY", "Egypt"),
    ("LBN", "Lebanon"),
    ("IRQ", "Iraq"),
    ("PAK", "Pakistan"),
    ("BGD", "Bangladesh"),
    ("NPL", "Nepal"),
    ("LKA", "Sri Lanka"),
    ("KHM", "Cambodia"),
    ("LAO", "Laos"),
    ("VNM", "Vietnam"),
    ("PHL", "Philippines"),
    ("IDN", "Indonesia"),
    ("MNG", "Mongolia"),
    ("KAZ", "Kazakhstan"),
    ("UZB", "Uzbekistan"),
    ("TJK", "Tajikistan"),
    ("ARM", "Armenia"),
    ("AZE", "Azerbaijan"),
    ("MDA", "Moldova"),
    ("SRB", "Serbia"),
    ("ALB", "Albania"),
    ("PER", "Peru"),
    ("BOL", "Bolivia"),
    ("ECU", "Ecuador"),
    ("GTM", "Guatemala"),
    ("HND", "Honduras"),
    ("NIC", "Nicaragua"),
];

/// Beginnings and ends of names of places.
pub(super) const PLACES: ([&str; 20], [&str; 12]) = (
    [
        "Ard", "Bresk", "Corv", "Dulm", "Esk", "Fald", "Gorb", "Helv", "Istr", "Jald", "Kelb", "Lorm", "Morv", "Nesk",
        "Ostr", "Pelm", "Rusk", "Selv", "Tarb", "Velm",
    ],
    ["avna", "ersk", "imar", "olos", "untha", "eshka", "orin", "izza", "ammir", "ukesh", "eldo", "ivoro"],
);

/// Beginnings and ends of given names.
pub(super) const GIVEN: ([&str; 16], [&str; 6]) = (
    ["Abr", "Bel", "Cas", "Dor", "El", "Fen", "Gal", "Hest", "Iv", "Jor", "Kess", "Lin", "Mir", "Nol", "Oss", "Tam"],
    ["ana", "ek", "iro", "une", "elis", "om"],
);

/// Beginnings, middles and ends of surnames.
pub(super) const SURNAMES: ([&str; 20], [&str; 20], [&str; 20]) = (
    [
        "Bar", "Chel", "Dov", "Fer", "Gar", "Hob", "Jel", "Kam", "Lav", "Mor", "Nad", "Ol", "Pav", "Rog", "Sab", "Tor",
        "Ud", "Ver", "Yar", "Zim",
    ],
    [
        "ab", "al", "am", "an", "ath", "eb", "el", "em", "en", "esh", "ib", "il", "im", "ir", "ob", "ol", "om", "or",
        "ul", "un",
    ],
    [
        "adze", "aki", "anko", "aro", "ashi", "atu", "eda", "ekke", "ento", "eya", "idis", "ilo", "inga", "isk", "ody",
        "olo", "onde", "osa", "ovar", "uma",
    ],
);

/// Names of armed groups, in three parts.
pub(super) const GROUPS: [&[&str]; 3] = [
    &["Upland", "Lowland", "Riverine", "Coastal", "Northern", "Southern", "Forest", "Frontier", "Lakeside", "Valley"],
    &["Liberation", "Defence", "Unity", "Renewal", "Guardian", "Peoples", "Resistance", "Homeland", "Dawn", "Shield"],
    &["Front", "Movement", "Brigade", "Alliance", "Militia", "Column", "Assembly", "League"],
];

/// Names of bodies of a state: what it is, and what for.
pub(super) const AGENCIES: [&[&str]; 2] = [
    &["Ministry", "Directorate", "Authority", "Commission", "Agency", "Board"],
    &["Interior", "Health", "Roads", "Grain", "Water", "Ports", "Schools", "Relief", "Mines", "Forests", "Census"],
];

/// Names of charities, in three parts.
pub(super) const CHARITIES: [&[&str]; 3] = [
    &["Lantern", "Willow", "Harvest", "Footbridge", "Haven", "Wellspring", "Compass", "Ember", "Orchard", "Anchor"],
    &["Relief", "Medical", "Food", "Water", "Shelter", "Refugee", "Legal", "Children"],
    &["Trust", "Network", "Society", "Partners", "Mission"],
];

/// Names of companies, in three parts.
pub(super) const COMPANIES: [&[&str]; 3] = [
    &["Alder", "Basalt", "Cinder", "Drift", "Ferrous", "Gannet", "Heron", "Juniper", "Larch", "Quartz"],
    &["Haulage", "Mining", "Telecom", "Cement", "Milling", "Shipping", "Power", "Rail"],
    &["Group", "Company", "Holdings", "Limited"],
];

/// What happens.
pub(super) const HAPPENINGS: &[&str] = &[
    "flood",
    "ceasefire talks",
    "measles outbreak",
    "bridge collapse",
    "grain convoy",
    "port strike",
    "dam breach",
    "prisoner exchange",
    "market fire",
    "locust swarm",
    "power failure",
    "local election",
    "mudslide",
    "fuel shortage",
    "border closure",
    "school reopening",
];

/// When.
pub(super) const TIMES: &[&str] = &[
    "on Monday",
    "on Tuesday",
    "on Wednesday",
    "on Thursday",
    "on Friday",
    "before sunrise",
    "around noon",
    "late in the evening",
    "for the third day",
    "over the weekend",
    "this week",
    "without warning",
];

/// What is carried, sold and missing.
pub(super) const GOODS: &[&str] = &[
    "wheat flour",
    "diesel",
    "lamp oil",
    "seed potatoes",
    "rice",
    "blankets",
    "cement",
    "water tablets",
    "tarpaulins",
    "salt",
    "fodder",
    "dressings",
];

/// Headings of sections.
pub(super) const HEADINGS: &[&str] = &[
    "Overview",
    "People on the move",
    "Security",
    "Food and markets",
    "Roads and access",
    "Health",
    "Water",
    "Talks",
    "Response",
    "What comes next",
];

/// Who counted.
pub(super) const OBSERVERS: &[&str] = &[
    "the observer team",
    "a district nurse",
    "the town council",
    "a convoy leader",
    "the fire service",
    "a traders' committee",
    "the survey office",
    "a radio reporter",
];
