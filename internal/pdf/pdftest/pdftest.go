// Package pdftest reads a tagged PDF back with a library of its own, as a screen reader does: by its structure.
package pdftest

import (
	"bytes"
	"io"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
)

// File is what a PDF says.
type File struct {
	Title, Author, Language string
	Created                 string // "D:20261014120000Z"
	Marked, ShowsTitle      bool
	Pages                   []string // all that is drawn on each page, decoration too, in the order it is drawn
	Loose                   string   // what is drawn neither in the structure nor as decoration
	Root                    *Element
	Bookmarks               []string
}

// Element is a part of the structure with its own text and its children.
type Element struct {
	Tag, Text, Scope string
	Children         []*Element
}

// Read reads the file and ends the test where that fails.
func Read(tb testing.TB, data []byte) *File {
	tb.Helper()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		tb.Fatalf("reading the PDF: %v", err)
	}
	root, info := r.Trailer().Key("Root"), r.Trailer().Key("Info")
	f := &File{
		Title: info.Key("Title").Text(), Author: info.Key("Author").Text(), Language: root.Key("Lang").Text(),
		Created: info.Key("CreationDate").RawString(),
		Marked:  root.Key("MarkInfo").Key("Marked").Bool(), ShowsTitle: root.Key("ViewerPreferences").Key("DisplayDocTitle").Bool(),
	}
	rd := &reader{tb: tb, file: f, text: map[place][]string{}}
	for i := range r.NumPage() {
		rd.page(r.Page(i + 1).V)
	}
	f.Root = rd.element(root.Key("StructTreeRoot").Key("K"))
	for b := root.Key("Outlines").Key("First"); !b.IsNull(); b = b.Key("Next") {
		rd.bookmark(b)
	}
	return f
}

// All gives the elements of the tags in reading order; without tags, all elements.
func (f *File) All(tags ...string) []*Element {
	var list []*Element
	var walk func(*Element)
	walk = func(e *Element) {
		match := len(tags) == 0
		for _, t := range tags {
			match = match || e.Tag == t
		}
		if match {
			list = append(list, e)
		}
		for _, c := range e.Children {
			walk(c)
		}
	}
	walk(f.Root)
	return list
}

// Text gives the whole text of the structure in reading order, lines joined by spaces.
func (f *File) Text() string { return f.Root.All() }

// All gives the text of the element and of all below it.
func (e *Element) All() string {
	parts := make([]string, 0, len(e.Children)+1)
	if e.Text != "" {
		parts = append(parts, e.Text)
	}
	for _, c := range e.Children {
		if s := c.All(); s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, " ")
}

// place is a piece of marked content: its page's number of parents, and its own.
type place struct{ page, id int64 }

type reader struct {
	tb   testing.TB
	file *File
	text map[place][]string
}

func (rd *reader) page(page pdf.Value) {
	number := page.Key("StructParents").Int64()
	stream, err := io.ReadAll(page.Key("Contents").Reader())
	if err != nil {
		rd.tb.Fatalf("reading a page: %v", err)
	}
	var (
		open []mark
		font pdf.Font
		all  []string
	)
	for _, c := range commands(stream) {
		switch c.op {
		case "BMC", "BDC":
			open = append(open, c.mark())
		case "EMC":
			if len(open) == 0 {
				rd.tb.Fatal("marked content ends that never began")
			}
			if last := open[len(open)-1]; last.actual != "" {
				all = rd.say(number, open, last.actual, all)
			}
			open = open[:len(open)-1]
		case "Tf":
			font = pdf.Font{V: page.Key("Resources").Key("Font").Key(strings.TrimPrefix(c.args[0], "/"))}
		case "Tj":
			if len(open) == 0 || open[len(open)-1].actual == "" {
				all = rd.say(number, open, font.Encoder().Decode(unhex(rd.tb, c.args[0])), all)
			}
		case "f", "S", "B":
			if len(open) == 0 {
				rd.file.Loose += " a shape"
			}
		}
	}
	if len(open) != 0 {
		rd.tb.Fatal("marked content does not end on its page")
	}
	rd.file.Pages = append(rd.file.Pages, strings.Join(all, "\n"))
}

func (rd *reader) say(page int64, open []mark, text string, all []string) []string {
	owner := ""
	for _, m := range open {
		switch {
		case m.tag == "Artifact":
			owner = "decoration"
		case m.id >= 0:
			owner = "structure"
			rd.text[place{page, m.id}] = append(rd.text[place{page, m.id}], text)
		}
	}
	if owner == "" {
		rd.file.Loose += text
	}
	return append(all, text)
}

func (rd *reader) element(v pdf.Value) *Element {
	e := &Element{Tag: v.Key("S").Name(), Scope: v.Key("A").Key("Scope").Name()}
	var parts []string
	kid := func(k pdf.Value) {
		if k.Key("Type").Name() == "MCR" {
			parts = append(parts, rd.text[place{k.Key("Pg").Key("StructParents").Int64(), k.Key("MCID").Int64()}]...)
			return
		}
		e.Children = append(e.Children, rd.element(k))
	}
	for i := range v.Key("K").Len() {
		kid(v.Key("K").Index(i))
	}
	if v.Key("K").Kind() == pdf.Dict {
		kid(v.Key("K"))
	}
	e.Text = strings.Join(parts, " ")
	return e
}

func (rd *reader) bookmark(b pdf.Value) {
	rd.file.Bookmarks = append(rd.file.Bookmarks, b.Key("Title").Text())
	for c := b.Key("First"); !c.IsNull(); c = c.Key("Next") {
		rd.bookmark(c)
	}
}
