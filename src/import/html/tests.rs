//! Tests of reading HTML.

use super::*;

fn shown(html: &str) -> String {
    fn show(element: &Element, out: &mut String) {
        for child in &element.children {
            match child {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => {
                    out.push('(');
                    out.push_str(&element.name);
                    out.push(':');
                    show(element, out);
                    out.push(')');
                }
            }
        }
    }
    let mut out = String::new();
    show(&read(html).root, &mut out);
    out
}

#[test]
fn end_tags_that_are_left_out_are_there() {
    assert_eq!(shown("<p>a<p>b<ul><li>c<li>d<ul><li>e</ul></ul>f"), "(p:a)(p:b)(ul:(li:c)(li:d(ul:(li:e))))f");
    let table = "<table><tr><td>a<td>b<tr><th>c</table>";
    assert_eq!(shown(table), "(table:(tr:(td:a)(td:b))(tr:(th:c)))");
    assert_eq!(shown("<b>a<i>b</b>c</i>"), "(b:a(i:b))c");
    assert_eq!(shown("<td>a</p></table>b"), "(td:ab)");
    assert_eq!(shown("<head><title>t</title><p>a"), "(head:(title:t))(p:a)");
}

#[test]
fn what_is_no_markup_is_text() {
    assert_eq!(shown("a < b & c &amp; d &bogus; &#146;"), "a < b & c & d &bogus; ’");
    assert_eq!(shown("<x y='1"), "<x y='1");
    assert_eq!(shown("<script>if (a</b>)</script>c<!-- d -->e"), "(script:if (a</b>))ce");
    assert_eq!(shown("<x:p a=1 b='2>3' c>q</x:p>r"), "(p:q)r");
}

#[test]
fn depth_is_bounded_and_nothing_is_lost() {
    let deep = format!("{}x{}y", "<div>".repeat(100_000), "</div>".repeat(100_000));
    assert_eq!(read(&deep).root.text(), "x y");
    let many = format!("<a {}>t</a>", (0..200_000).map(|n| format!("a{n}")).collect::<Vec<_>>().join(" "));
    assert_eq!(shown(&many), "(a:t)");
}
