//! A test for each rule of automatic linking, and for each trap. All people and bodies in them are invented.

use situs::site::Site;

const ACTORS: &[(&str, &str)] = &[
    ("harbour-centre", "name: Harbour Coordination Centre\naliases: [HCC]\nweak_aliases: [the centre]"),
    ("dawn", "name: Dawn\nkind: armed-group"),
    ("norwegian-coastguard", "name: Kystvakt Nord\nkind: military\naliases: [Norwegian coastguard]\ncountry: NOR"),
    ("anna-orrell", "name: Anna Orrell\nkind: person"),
    ("bashir-al-hadar", "name: Bashir al-Hadar\nkind: person\nnames: {ar: بشير الهدار, uk: Башир аль-Хадар}"),
    ("zoe-orrell", "name: Zoë Orrell\nkind: person"),
    ("nadia-jordan", "name: Nadia Jordan\nkind: person"),
    ("water-aland", "name: Kenyan Water Board\naliases: [Ministry of Water]\ncountry: KEN"),
    ("water-bland", "name: Peruvian Water Board\naliases: [Ministry of Water]\ncountry: PER"),
    ("anton-kingsley", "name: Anton Kingslev\nkind: person\naliases: [Anton Kingsley]"),
    ("rosa-king", "name: Rosa King\nkind: person"),
    ("al-bahr", "name: Al-Bahr\nkind: armed-group"),
    ("unity-front", "name: Unity Front"),
    ("unity-council", "name: South Unity Front Council"),
    ("sovde", "name: Söderhavn Försvar\nkind: military"),
];

const EVENTS: &[(&str, &str)] = &[(
    "saltmarsh-accord",
    "name: Saltmarsh Accord\nwhen: 2025-03-01\naliases: [Treaty of the Three Piers, Strike on Pier Nine]",
)];

/// The site with one report of this front matter and body.
fn site(extra: &str, body: &str) -> Site {
    crate::site_with(ACTORS, EVENTS, format!("---\ntitle: R\ndate: 2025-10-21\n{extra}---\n\n{body}\n"))
}

/// The mentions as `id surface`, in order, joined by commas; a link has a star.
fn found_with(extra: &str, body: &str) -> String {
    let site = site(extra, body);
    let entry = &site.base.reports[0];
    let rows: Vec<String> = entry
        .prose
        .found
        .mentions
        .iter()
        .map(|mention| {
            let star = if mention.linked { "*" } else { "" };
            let source = entry.document.file.slice(mention.span);
            format!("{}{star} {}", site.base.entities[mention.entity.at()].code(), source.replace('\n', "/"))
        })
        .collect();
    rows.join(", ")
}

/// The same without stars.
fn found(body: &str) -> String {
    found_with("", body).replace('*', "")
}

fn warnings(body: &str) -> Vec<String> {
    let site = site("", body);
    site.diagnostics.iter().filter(|d| d.code == "ambiguous-name").map(|d| d.message.clone()).collect()
}

#[test]
fn names_aliases_countries_events_and_demonyms_are_found() {
    let text = "The Harbour Coordination Centre (HCC) wrote to the United Kingdom, Viet Nam, the Republic of Kenya and British officers about the Treaty of the Three Piers.";
    assert_eq!(
        found(text),
        "harbour-centre Harbour Coordination Centre, harbour-centre HCC, GBR United Kingdom, VNM Viet Nam, KEN Republic of Kenya, GBR British, saltmarsh-accord Treaty of the Three Piers"
    );
}

#[test]
fn the_longest_name_wins() {
    assert_eq!(found("South Sudan is not Sudan."), "SSD South Sudan, SDN Sudan");
    assert_eq!(found("The Norwegian coastguard sailed."), "norwegian-coastguard Norwegian coastguard");
    assert_eq!(found("The South Unity Front Council split."), "unity-council South Unity Front Council");
    assert_eq!(
        found("Papua New Guinea, Guinea-Bissau and Equatorial Guinea."),
        "PNG Papua New Guinea, GNB Guinea-Bissau, GNQ Equatorial Guinea"
    );
}

#[test]
fn a_long_name_that_fails_its_boundary_hides_no_short_one() {
    assert_eq!(found("Unity Fronts met in South Sudans neighbour Sudan."), "SDN Sudan");
}

#[test]
fn names_stand_on_word_boundaries() {
    assert_eq!(
        found("Romans and Omani women, a Nigerian, Malian and a Chadian."),
        "OMN Omani, NGA Nigerian, MLI Malian, TCD Chadian"
    );
    assert_eq!(found("The Roman road, the mandarin, the Malinois."), "");
}

#[test]
fn places_that_contain_a_country_name_none() {
    assert_eq!(found("Northern Ireland, New Mexico, New England, Mexico City and South America."), "");
}

#[test]
fn capitals_matter() {
    assert_eq!(found("They told us that the US would help us."), "USA US");
    assert_eq!(found("A turkey sandwich. Turkey sandwiches were sold at the dawn of the day."), "");
    assert_eq!(found("Fighters of Dawn came at dawn. Dawn broke over the bay."), "dawn Dawn");
    assert_eq!(found("It was seized by Dawn. Dawn said that it would stay."), "dawn Dawn, dawn Dawn");
    assert_eq!(found("PLEASE CONTACT US BEFORE NOON"), "");
}

#[test]
fn people_rivers_gulfs_seas_streets_and_animals_name_no_country() {
    assert_eq!(found("Michael Jordan, Chad Ormeling and Georgia Orpwood swam."), "");
    assert_eq!(found("The River Jordan, the Gulf of Oman, the Sea of Japan, the Niger Delta and Lake Chad."), "");
    assert_eq!(found("A guinea pig ran down Jordan Street past the Jersey cows and Canada geese."), "");
    assert_eq!(found("They crossed the Jordan at night."), "");
}

#[test]
fn a_state_of_the_union_is_no_country() {
    assert_eq!(found("ATLANTA, Georgia. A fire in Lebanon, Pennsylvania."), "");
    assert_eq!(found("Georgia and Armenia signed in Tbilisi."), "GEO Georgia, ARM Armenia");
}

#[test]
fn a_language_is_no_country() {
    assert_eq!(found("He spoke French. A text in Russian, a Spanish-speaking crew."), "");
    assert_eq!(found("In Russian waters a French crew waited."), "RUS Russian, FRA French");
}

#[test]
fn possessives_and_compounds_are_found() {
    assert_eq!(
        found("Kenya's and Iraq’s envoys, a US-led force, the U.S. and pro-Iranian groups."),
        "KEN Kenya, IRQ Iraq, USA US, USA U.S., IRN Iranian"
    );
}

#[test]
fn line_breaks_hard_spaces_and_emphasis_inside_a_name_are_found() {
    assert_eq!(
        found("The Harbour\nCoordination Centre, United\u{a0}Kingdom and **Harbour** Coordination Centre."),
        "harbour-centre Harbour/Coordination Centre, GBR United\u{a0}Kingdom, harbour-centre Harbour Coordination Centre"
    );
}

#[test]
fn spellings_without_or_with_decomposed_diacritics_are_found() {
    assert_eq!(found("Soderhavn Forsvar met Cote d'Ivoire."), "sovde Soderhavn Forsvar, CIV Cote d'Ivoire");
    assert_eq!(found("So\u{308}derhavn Fo\u{308}rsvar."), "sovde So\u{308}derhavn Fo\u{308}rsvar");
}

#[test]
fn names_in_other_scripts_are_found() {
    assert_eq!(found("قال بشير الهدار إن مصر تنتظر."), "bashir-al-hadar بشير الهدار, EGY مصر");
    assert_eq!(found("Башир аль-Хадар прибыл. 日本と韓国。"), "bashir-al-hadar Башир аль-Хадар, JPN 日本, KOR 韓国");
}

#[test]
fn code_addresses_attributes_and_link_targets_are_not_searched() {
    assert_eq!(
        found(
            "`Kenya` <https://kenya.example/Kenya> ![Kenya](k.png) <b title=\"Kenya\">x</b> a@Kenya.example Kenya_map.pdf"
        ),
        ""
    );
    assert_eq!(
        found_with("", "[a note on Kenya](https://a.example/Peru)"),
        "KEN Kenya",
        "found in the text, not linked again"
    );
}

#[test]
fn a_surname_counts_once_the_person_is_named() {
    assert_eq!(found("Orrell spoke."), "");
    assert_eq!(
        found("Anna Orrell spoke. Ms Orrell left; Orrell's deputy stayed."),
        "anna-orrell Anna Orrell, anna-orrell Orrell, anna-orrell Orrell"
    );
    assert_eq!(found_with("actors: [anna-orrell]\n", "Mrs Orrell spoke.").replace('*', ""), "anna-orrell Orrell");
    assert_eq!(
        found("Bashir al-Hadar came. Al-Hadar and Mr Hadar are one."),
        "bashir-al-hadar Bashir al-Hadar, bashir-al-hadar Al-Hadar, bashir-al-hadar Hadar"
    );
}

#[test]
fn a_surname_of_somebody_else_is_left_alone() {
    assert_eq!(found("Anna Orrell met Sarah Orrell. Orrell spoke."), "anna-orrell Anna Orrell");
    assert_eq!(found("Anna Orrell opened the Orrell Foundation."), "anna-orrell Anna Orrell");
}

#[test]
fn a_surname_of_two_people_is_ambiguous() {
    let text = "Anna Orrell met Zoë Orrell. Orrell spoke.";
    assert_eq!(found(text), "anna-orrell Anna Orrell, zoe-orrell Zoë Orrell");
    assert_eq!(
        warnings(text),
        ["`Orrell` could be `actor/anna-orrell` (Anna Orrell) or `actor/zoe-orrell` (Zoë Orrell)"]
    );
}

#[test]
fn a_person_and_a_country_of_one_name_are_ambiguous() {
    let text = "Nadia Jordan came back. Jordan said nothing.";
    assert_eq!(found(text), "nadia-jordan Nadia Jordan");
    assert_eq!(warnings(text).len(), 1);
    assert_eq!(
        found("Nadia Jordan came back. She lives in Jordan. Ms Jordan left."),
        "nadia-jordan Nadia Jordan, JOR Jordan, nadia-jordan Jordan"
    );
}

#[test]
fn equal_candidates_give_no_link_and_one_warning() {
    let text = "The Ministry of Water wrote. The Ministry of Water wrote again. Congo answered.";
    assert_eq!(found(text), "");
    assert_eq!(warnings(text).len(), 2, "one for each name");
    assert_eq!(found("Kenya's Ministry of Water wrote."), "KEN Kenya, water-aland Ministry of Water");
}

#[test]
fn a_body_of_another_country_is_not_ours() {
    assert_eq!(found("The Brazilian Unity Front marched."), "BRA Brazilian");
    assert_eq!(found("The National Unity Front marched past the Unity Front Street school."), "");
}

#[test]
fn weak_aliases_count_after_the_name_only() {
    assert_eq!(
        found("The centre opened. The Harbour Coordination Centre grew. The centre closed."),
        "harbour-centre Harbour Coordination Centre, harbour-centre The centre"
    );
    assert_eq!(found("The HCC stands in the centre of the town."), "harbour-centre HCC");
}

#[test]
fn writers_decide() {
    assert_eq!(
        found_with("", "[[nadia-jordan|Jordan]], [[harbour-centre]], [[-|Jordan]] and [it](../actors/dawn.md)."),
        "nadia-jordan* Jordan, harbour-centre* harbour-centre, dawn* it"
    );
    assert_eq!(
        found_with("autolink: {off: [Kenya], map: {Jordan: nadia-jordan}}\n", "Kenya and Jordan."),
        "nadia-jordan* Jordan"
    );
    assert_eq!(found_with("autolink: false\n", "Kenya and [[KEN]]."), "KEN* KEN");
}

#[test]
fn every_mention_counts_and_the_first_in_each_section_is_a_link() {
    assert_eq!(
        found_with("", "Kenya and Kenya.\n\n## Kenya\n\nKenya."),
        "KEN* Kenya, KEN Kenya, KEN Kenya, KEN* Kenya"
    );
}

#[test]
fn places_adverbs_and_possessives_before_a_surname_make_no_other_person() {
    assert_eq!(
        found("Anna Orrell arrived. In Moscow Orrell spoke. Reportedly Orrell left; Peru's Orrell did not."),
        "anna-orrell Anna Orrell, anna-orrell Orrell, anna-orrell Orrell, PER Peru, anna-orrell Orrell"
    );
}

#[test]
fn a_relative_puts_only_what_follows_in_doubt() {
    assert_eq!(
        found("Anna Orrell spoke. Orrell left. Sarah Orrell stayed. Orrell sang."),
        "anna-orrell Anna Orrell, anna-orrell Orrell"
    );
}

#[test]
fn a_surname_that_is_a_word_opens_sentences_once_the_person_is_named() {
    assert_eq!(
        found("Rosa King came. King flew home. King also spoke."),
        "rosa-king Rosa King, rosa-king King, rosa-king King"
    );
    assert_eq!(found("Rosa King met the king. King size beds."), "rosa-king Rosa King");
}

#[test]
fn other_spellings_articles_and_events_in_lower_case_are_found() {
    assert_eq!(found("Anton Kingsley came; Kingsley left."), "anton-kingsley Anton Kingsley, anton-kingsley Kingsley");
    assert_eq!(found("Fighters of al-Bahr withdrew."), "al-bahr al-Bahr");
    assert_eq!(found("It answers the strike on Pier Nine."), "saltmarsh-accord strike on Pier Nine");
    assert_eq!(found("Nadia Jordan flew to Amman, Jordan."), "nadia-jordan Nadia Jordan, JOR Jordan");
}
