package io.teal.admin.http.page;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** A page as a reader finds it: by headings and rows of tables. Fails to come into being unless the page is well-formed. */
final class PageText {
    private final Element root;

    PageText(String page) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        var builder = factory.newDocumentBuilder();
        builder.setErrorHandler(null);
        root = builder.parse(new InputSource(new StringReader(page))).getDocumentElement();
    }

    Element root() {
        return root;
    }

    /** The section whose heading has an id. */
    Element section(String id) {
        for (Element section : all(root, "section")) {
            if (section.getAttribute("aria-labelledby").equals(id)) {
                return section;
            }
        }
        throw new AssertionError("no section of " + id);
    }

    static List<Element> all(Element in, String tag) {
        NodeList found = in.getElementsByTagName(tag);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    /** The rows of tables in a section whose heading is, or begins with, a name in code. */
    static List<String> rows(Element section, String name) {
        List<String> rows = new ArrayList<>();
        for (Element row : all(section, "tr")) {
            for (Element head : all(row, "th")) {
                String text = text(head);
                if (head.getAttribute("scope").equals("row") && (text.equals(name) || text.startsWith(name + " "))) {
                    rows.add(text(row));
                }
            }
        }
        return rows;
    }

    static String text(Element element) {
        StringBuilder text = new StringBuilder();
        gather(element, text);
        return plain(text.toString());
    }

    private static void gather(org.w3c.dom.Node node, StringBuilder text) {
        NodeList children = node.getChildNodes();
        for (int i = 0; i < children.getLength(); i++) {
            if (children.item(i) instanceof Element inner) {
                boolean apart = !List.of("code", "strong", "em", "a", "wbr").contains(inner.getTagName());
                text.append(apart ? " " : "");
                gather(inner, text);
                text.append(apart ? " " : "");
            } else {
                text.append(children.item(i).getNodeValue());
            }
        }
    }

    /** A text without what Markdown adds, and with single spaces. */
    static String plain(String text) {
        return text.replaceAll("`|\\*\\*", "")
                .replaceAll("\\|(?:-+\\|)+|\\|", " ")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
