package pdf_test

import (
	"bytes"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/pdf"
	"kanalkoll/internal/pdf/pdftest"
)

var noon = time.Date(2026, 10, 14, 12, 0, 0, 0, time.UTC)

func begin(t *testing.T) *pdf.Document {
	t.Helper()
	d, err := pdf.New(pdf.Meta{
		Title: "Årsbok för öar", Language: "sv", Author: "Björkviks kommun", Creator: "Kanalkoll", Created: noon, Footer: "Vid foten",
		Page: func(page, of int) string { return fmt.Sprintf("Sida %d av %d", page, of) },
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func written(t *testing.T, d *pdf.Document) []byte {
	t.Helper()
	var b bytes.Buffer
	n, err := d.WriteTo(&b)
	if err != nil || n != int64(b.Len()) {
		t.Fatalf("%d bytes of %d written: %v", n, b.Len(), err)
	}
	return b.Bytes()
}

// outline writes the structure as people read it: tags with their text, children in brackets.
func outline(e *pdftest.Element) string {
	s := e.Tag
	if e.Scope != "" {
		s += "." + e.Scope
	}
	if e.Text != "" {
		s += " " + e.Text
	}
	if len(e.Children) > 0 {
		parts := make([]string, len(e.Children))
		for i, c := range e.Children {
			parts[i] = outline(c)
		}
		s += "(" + strings.Join(parts, ", ") + ")"
	}
	return s
}

func TestEveryPartHasItsPlaceInTheStructure(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.Heading(pdf.Heading{Level: 1, Text: "Årsbok"})
	d.Heading(pdf.Heading{Level: 2, Text: "Öar", Aside: "2 av 3"})
	d.Heading(pdf.Heading{Level: 3, Number: "7", Text: "Gräsö"})
	d.Text("Första\r\nraden.\n\n\n\nAndra stycket.")
	d.Small("Smått")
	d.Terms([]pdf.Term{{Name: "Läge", Value: "Uppland"}, {Name: "Bro", Value: " "}, {Name: "Yta", Value: "92\u00a0km²"}})
	d.List([]string{"fyr", "hamn"})
	d.Label("Turer")
	d.Table([]string{"Tid", "Båt"}, []float64{1, 2}, [][]string{{"7.00", "Ägir"}, {"8.00"}})
	d.Quote("Vackert.", "Åsa, 3 maj")
	f := pdftest.Read(t, written(t, d))
	want := "Document(H1 Årsbok, H2 Öar, P 2 av 3, H3 7 Gräsö, P Första raden., P Andra stycket., P Smått, " +
		"L(LI(Lbl Läge, LBody Uppland), LI(Lbl Yta, LBody 92 km²)), L(LI(Lbl •, LBody fyr), LI(Lbl •, LBody hamn)), P Turer, " +
		"Table(THead(TR(TH.Column Tid, TH.Column Båt)), TBody(TR(TD 7.00, TD Ägir), TR(TD 8.00, TD))), " +
		"BlockQuote(P Vackert., P Åsa, 3 maj))"
	if got := outline(f.Root); got != want {
		t.Errorf("structure:\n%s\nwant:\n%s", got, want)
	}
	if f.Loose != "" {
		t.Errorf("outside structure and decoration: %s", f.Loose)
	}
	if f.Title != "Årsbok för öar" || f.Author != "Björkviks kommun" || f.Language != "sv" || !f.Marked || !f.ShowsTitle {
		t.Errorf("title %q, author %q, language %q, marked %v, shows its title %v", f.Title, f.Author, f.Language, f.Marked, f.ShowsTitle)
	}
	if f.Created != "D:20261014120000Z" {
		t.Errorf("created %s", f.Created)
	}
	if want := []string{"Öar", "7 Gräsö"}; !reflect.DeepEqual(f.Bookmarks, want) {
		t.Errorf("bookmarks %q, want %q", f.Bookmarks, want)
	}
	if len(f.Pages) != 1 || !strings.HasSuffix(f.Pages[0], "Vid foten\nSida 1 av 1") {
		t.Errorf("pages: %q", f.Pages)
	}
}

func TestSameCallsGiveTheSameBytes(t *testing.T) {
	t.Parallel()
	doc := func() *pdf.Document {
		d := begin(t)
		d.Heading(pdf.Heading{Level: 1, Text: "Å"})
		for i := range 60 {
			d.Text(fmt.Sprintf("Stycke %d med å, ä och ö, Ω och ж.", i))
		}
		return d
	}
	a := doc()
	first := written(t, a)
	if !bytes.Equal(first, written(t, a)) {
		t.Error("written again it has other bytes")
	}
	if !bytes.Equal(first, written(t, doc())) {
		t.Error("made again it has other bytes")
	}
}

func TestLongTextGoesOnAndIsOneParagraph(t *testing.T) {
	t.Parallel()
	d := begin(t)
	words := make([]string, 3000)
	for i := range words {
		words[i] = fmt.Sprintf("ord%d", i)
	}
	d.Text(strings.Join(words, " "))
	f := pdftest.Read(t, written(t, d))
	p := f.All("P")
	if len(p) != 1 || p[0].Text != strings.Join(words, " ") {
		t.Errorf("%d paragraphs, or words are lost", len(p))
	}
	if len(f.Pages) < 3 {
		t.Errorf("%d pages", len(f.Pages))
	}
}

func TestLongWordIsBroken(t *testing.T) {
	t.Parallel()
	d := begin(t)
	word := "https://exempel.se/" + strings.Repeat("en-lång-adress/", 30)
	d.Terms([]pdf.Term{{Name: strings.Repeat("Sammansättning", 9), Value: word}})
	f := pdftest.Read(t, written(t, d))
	if got := strings.ReplaceAll(f.All("LBody")[0].Text, " ", ""); got != word {
		t.Errorf("got %q", got)
	}
	for line := range strings.SplitSeq(f.Pages[0], "\n") {
		if n := len([]rune(line)); n > 80 {
			t.Errorf("a line of %d letters", n)
		}
	}
}

// However much stands before it, a heading is never the last thing on a page.
func TestHeadingStaysWithWhatFollows(t *testing.T) {
	t.Parallel()
	for before := range 60 {
		d := begin(t)
		for i := range before {
			d.Text(fmt.Sprintf("Rad %d", i))
		}
		d.Heading(pdf.Heading{Level: 2, Text: "Avsnittet"})
		d.Heading(pdf.Heading{Level: 3, Number: "1", Text: "Punkten"})
		d.Text("Därefter kommer texten.")
		for i, page := range pdftest.Read(t, written(t, d)).Pages {
			if strings.Contains(page, "Avsnittet") != strings.Contains(page, "Därefter") {
				t.Errorf("after %d lines page %d parts the heading from its text", before, i+1)
			}
		}
	}
}

func TestTableShowsItsHeadOnEveryPageButSaysItOnce(t *testing.T) {
	t.Parallel()
	d := begin(t)
	var rows [][]string
	for i := range 120 {
		rows = append(rows, []string{fmt.Sprintf("%d.", i), "värde"})
	}
	d.Table([]string{"Nummer", "Innehåll"}, []float64{1, 3}, rows)
	f := pdftest.Read(t, written(t, d))
	if len(f.Pages) < 3 {
		t.Fatalf("%d pages", len(f.Pages))
	}
	for i, page := range f.Pages {
		if !strings.HasPrefix(page, "Nummer\nInnehåll\n") {
			t.Errorf("page %d begins without the head", i+1)
		}
	}
	if th := f.All("TH"); len(th) != 2 || th[0].Text != "Nummer" || th[1].Text != "Innehåll" {
		t.Errorf("the head is said as %s", outline(f.All("THead")[0]))
	}
	if n := len(f.All("Table")); n != 1 || len(f.All("TR")) != 121 {
		t.Errorf("%d tables, %d rows", n, len(f.All("TR")))
	}
}

func TestBreakBeginsAPage(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.Break()
	d.Text("Ett")
	d.Break()
	d.Text("Två")
	d.Break()
	if f := pdftest.Read(t, written(t, d)); len(f.Pages) != 2 || !strings.HasPrefix(f.Pages[1], "Två") {
		t.Errorf("pages: %q", f.Pages)
	}
}

func TestEmptyDocumentHasOnePage(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.Text(" \n\n ")
	d.Terms(nil)
	d.List(nil)
	if f := pdftest.Read(t, written(t, d)); len(f.Pages) != 1 || f.Text() != "" {
		t.Errorf("%d pages, text %q", len(f.Pages), f.Text())
	}
}

func TestLettersThatTheFontLacksAreKept(t *testing.T) {
	t.Parallel()
	d := begin(t)
	d.Text("Tack 🎉 för a\u030angbåten\x07, (parenteser) och \\ 漢字")
	f := pdftest.Read(t, written(t, d))
	if got, want := f.Text(), "Tack 🎉 för ångbåten, (parenteser) och \\ 漢字"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFootIsCutToALine(t *testing.T) {
	t.Parallel()
	d, err := pdf.New(pdf.Meta{Title: "T", Language: "en", Created: noon, Footer: strings.Repeat("Ett långt namn ", 30)})
	if err != nil {
		t.Fatal(err)
	}
	d.Text("x")
	f := pdftest.Read(t, written(t, d))
	if foot := f.Pages[0]; !strings.HasSuffix(foot, "…") || len(foot) > 200 {
		t.Errorf("foot: %q", foot)
	}
}
