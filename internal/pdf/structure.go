package pdf

import (
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/carlos7ags/folio/core"
	"github.com/carlos7ags/folio/document"
	"github.com/carlos7ags/folio/font"
)

// node is an element of the structure. One with text has no children.
type node struct {
	tag       string
	children  []*node
	heading   string // the text of a heading
	level     int    // of a heading
	numbering string // of a list
}

func (n *node) add(tag string) *node {
	c := &node{tag: tag}
	n.children = append(n.children, c)
	return c
}

type output struct {
	*layout
	w     *document.Writer
	pages []*core.PdfIndirectReference
	nodes map[*node]*core.PdfIndirectReference
}

// dict makes a dictionary of names, each followed by its value.
func dict(pairs ...any) *core.PdfDictionary {
	d := core.NewPdfDictionary()
	for p := range slices.Chunk(pairs, 2) {
		d.Set(p[0].(string), p[1].(core.PdfObject))
	}
	return d
}

func name(s string) *core.PdfName { return core.NewPdfName(s) }

// write makes the file: pages, fonts, structure, bookmarks and what the document says about itself.
func (l *layout) write(to io.Writer) (int64, error) {
	o := &output{layout: l, w: document.NewWriter("1.7"), nodes: map[*node]*core.PdfIndirectReference{}}
	m := l.doc.meta
	tree := dict("Type", name("Pages"))
	treeRef := o.w.AddObject(tree)
	resources := o.w.AddObject(dict("Font", dict("F1", o.font(l.doc.fonts.regular), "F2", o.font(l.doc.fonts.bold))))
	kids := core.NewPdfArray()
	for i, p := range l.pages {
		ref := o.w.AddObject(dict("Type", name("Page"), "Parent", treeRef, "Resources", resources,
			"MediaBox", core.NewPdfArray(core.NewPdfInteger(0), core.NewPdfInteger(0), core.NewPdfReal(pageWidth), core.NewPdfReal(pageHeight)),
			"Contents", o.w.AddObject(core.NewPdfStreamCompressed(p.stream.Bytes())),
			"StructParents", core.NewPdfInteger(i), "Tabs", name("S")))
		o.pages = append(o.pages, ref)
		kids.Add(ref)
	}
	tree.Set("Kids", kids)
	tree.Set("Count", core.NewPdfInteger(len(l.pages)))
	catalog := dict("Type", name("Catalog"), "Pages", treeRef,
		"Lang", core.NewPdfTextString(m.Language),
		"MarkInfo", dict("Marked", core.NewPdfBoolean(true)),
		"ViewerPreferences", dict("DisplayDocTitle", core.NewPdfBoolean(true)),
		"StructTreeRoot", o.structure(),
		"Metadata", o.metadata())
	if ref := o.bookmarks(); ref != nil {
		catalog.Set("Outlines", ref)
	}
	o.w.SetRoot(o.w.AddObject(catalog))
	info := dict("Title", core.NewPdfTextString(oneLine(m.Title)), "Creator", core.NewPdfTextString(m.Creator),
		"CreationDate", core.NewPdfLiteralString(m.Created.UTC().Format("D:20060102150405Z")))
	if m.Author != "" {
		info.Set("Author", core.NewPdfTextString(oneLine(m.Author)))
	}
	o.w.SetInfo(o.w.AddObject(info))
	n, err := o.w.WriteToWithOptions(to, document.WriteOptions{Deterministic: true})
	if err != nil {
		return n, fmt.Errorf("writing the PDF: %w", err)
	}
	return n, nil
}

func (o *output) font(f *font.EmbeddedFont) *core.PdfIndirectReference {
	return o.w.AddObject(f.BuildObjects(o.w.AddObject))
}

// structure writes the elements and the tree that leads from marked content back to them.
func (o *output) structure() *core.PdfIndirectReference {
	root := dict("Type", name("StructTreeRoot"))
	ref := o.w.AddObject(root)
	if top := o.element(o.doc.root, ref); top != nil {
		root.Set("K", top)
	}
	nums := core.NewPdfArray()
	for i, p := range o.layout.pages {
		owners := core.NewPdfArray()
		for _, n := range p.owners {
			owners.Add(o.nodes[n])
		}
		nums.Add(core.NewPdfInteger(i))
		nums.Add(o.w.AddObject(owners))
	}
	root.Set("ParentTree", o.w.AddObject(dict("Nums", nums)))
	root.Set("ParentTreeNextKey", core.NewPdfInteger(len(o.layout.pages)))
	return ref
}

func (o *output) element(n *node, parent *core.PdfIndirectReference) *core.PdfIndirectReference {
	d := dict("Type", name("StructElem"), "S", name(n.tag), "P", parent)
	ref := o.w.AddObject(d)
	o.nodes[n] = ref
	switch {
	case n.tag == "TH":
		d.Set("A", dict("O", name("Table"), "Scope", name("Column")))
	case n.numbering != "":
		d.Set("A", dict("O", name("List"), "ListNumbering", name(n.numbering)))
	}
	kids := core.NewPdfArray()
	for _, r := range o.refs[n] {
		kids.Add(dict("Type", name("MCR"), "Pg", o.pages[r.page], "MCID", core.NewPdfInteger(r.id)))
	}
	for _, c := range n.children {
		kids.Add(o.element(c, ref))
	}
	if kids.Len() > 0 {
		d.Set("K", kids)
	}
	return ref
}

// bookmarks writes the headings below the document's own as an outline; nil where there are none.
func (o *output) bookmarks() *core.PdfIndirectReference {
	type item struct {
		dict  *core.PdfDictionary
		ref   *core.PdfIndirectReference
		level int
		kids  []*item
	}
	top := &item{dict: dict("Type", name("Outlines"))}
	top.ref = o.w.AddObject(top.dict)
	open := []*item{top}
	for _, b := range o.heads {
		if b.node.level == 1 {
			continue
		}
		for len(open) > 1 && open[len(open)-1].level >= b.node.level {
			open = open[:len(open)-1]
		}
		parent := open[len(open)-1]
		it := &item{level: b.node.level, dict: dict("Title", core.NewPdfTextString(b.node.heading), "Parent", parent.ref,
			"Dest", core.NewPdfArray(o.pages[b.page], name("XYZ"), core.NewPdfNull(), core.NewPdfReal(b.y), core.NewPdfNull()))}
		it.ref = o.w.AddObject(it.dict)
		parent.kids = append(parent.kids, it)
		open = append(open, it)
	}
	var link func(*item)
	link = func(it *item) {
		for i, k := range it.kids {
			if i > 0 {
				k.dict.Set("Prev", it.kids[i-1].ref)
				it.kids[i-1].dict.Set("Next", k.ref)
			}
			link(k)
		}
		if n := len(it.kids); n > 0 {
			it.dict.Set("First", it.kids[0].ref)
			it.dict.Set("Last", it.kids[n-1].ref)
			if it != top {
				n = -n // closed until somebody opens it
			}
			it.dict.Set("Count", core.NewPdfInteger(n))
		}
	}
	link(top)
	if len(top.kids) == 0 {
		return nil
	}
	return top.ref
}

// metadata writes the XMP packet; it is not compressed, so that any program finds it.
func (o *output) metadata() *core.PdfIndirectReference {
	m := o.doc.meta
	esc := func(s string) string {
		var b strings.Builder
		_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
		return b.String()
	}
	var b strings.Builder
	b.WriteString("<?xpacket begin=\"\ufeff\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n" +
		`<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">` + "\n" +
		`<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">` + "\n")
	fmt.Fprintf(&b, "<dc:format>application/pdf</dc:format>\n<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">%s</rdf:li></rdf:Alt></dc:title>\n", esc(oneLine(m.Title)))
	fmt.Fprintf(&b, "<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>\n", esc(m.Language))
	if m.Author != "" {
		fmt.Fprintf(&b, "<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>\n", esc(oneLine(m.Author)))
	}
	fmt.Fprintf(&b, "<xmp:CreatorTool>%s</xmp:CreatorTool>\n<xmp:CreateDate>%s</xmp:CreateDate>\n", esc(m.Creator), m.Created.UTC().Format(time.RFC3339))
	b.WriteString("</rdf:Description>\n</rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>")
	s := core.NewPdfStream([]byte(b.String()))
	s.Dict.Set("Type", name("Metadata"))
	s.Dict.Set("Subtype", name("XML"))
	return o.w.AddObject(s)
}
