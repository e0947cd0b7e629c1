package checklist_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/i18n"
	"kanalkoll/internal/pdf/pdftest"
)

// sv is a text that has no English.
func sv(s string) checklist.Text { return checklist.Text{SV: s} }

// library is a school library's checklist, approved after a return.
func library() *checklist.Document {
	return &checklist.Document{
		Format: "kanalkoll-checklist-1", Municipality: "Björkviks kommun", Code: "0999", Checklist: "startup",
		Title: checklist.Text{SV: "Startchecklista", EN: "Startup checklist"}, CaseNumber: "KS 2026/412",
		Event: "approved", Number: 3, At: "2026-10-14T12:32:00Z", By: "Linnea Forsberg", State: "approved", Round: 1,
		StartedOn: "2026-09-21", SubmittedOn: "2026-10-13", ApprovedOn: "2026-10-14", ApprovedBy: "Linnea Forsberg", ReviewOn: "2027-10-14",
		Template: checklist.DocumentTemplate{Name: "Startchecklista", Number: 3},
		Account: checklist.DocumentAccount{
			Ref: "K-0041", Platform: "instagram", Name: "Bergaskolans bibliotek på Instagram", Handle: "bergaskolansbibliotek",
			URL: "https://www.instagram.com/bergaskolansbibliotek", Unit: "Bergaskolan", Status: "approved",
		},
		Sections: []checklist.DocumentSection{
			{Title: sv("Varför"), Points: []checklist.DocumentPoint{{
				Number: 1, Key: "purpose", Name: checklist.Text{SV: "Beskriv syftet", EN: "Describe the purpose"},
				Question: sv("Varför ska kontot finnas?"), Source: "s. 8", Mandatory: true, State: "done", Verdict: "accepted",
				Fields: []checklist.DocumentField{{
					Key: "purpose", Kind: "long", Label: sv("Syfte"),
					Answer: sv("Att få fler elever att läsa.\nVi visar nya böcker och berättar om läsklubben, så att även de som sällan går till biblioteket hittar dit."),
				}},
				Version: 1, AnswerBy: "Ingrid Holm", AnswerAt: "2026-09-22T07:05:00Z",
			}}},
			{Title: sv("Människor och tid"), Points: []checklist.DocumentPoint{
				{
					Number: 10, Key: "monitoring", Name: sv("Ordna bevakning"), Question: sv("Vilka bevakar kontot, och vem täcker när de är lediga?"),
					Mandatory: true, State: "done",
					Fields: []checklist.DocumentField{
						{Key: "who", Kind: "persons", Label: sv("Bevakar"), Answer: sv("Ingrid Holm\nPetter Nyström")},
						{Key: "cover", Kind: "text", Label: sv("Ersättare när ordinarie bevakare är lediga"), Answer: sv("Åsa Ödman")},
						{Key: "plan", Kind: "file", Label: sv("Schema"), Files: []checklist.DocumentFile{{Name: "semesterschema_läsåret.pdf", Size: 61_500, SHA512: strings.Repeat("0123456789abcdef", 8)}}},
					},
					Version: 2, AnswerBy: "Petter Nyström", AnswerAt: "2026-10-13T06:40:00Z",
					Versions: []checklist.DocumentVersion{
						{Version: 1, By: "Ingrid Holm", At: "2026-10-01T09:15:00Z", Answer: sv("Bevakar: Ingrid Holm")},
						{Version: 1, By: "Petter Nyström", At: "2026-10-01T09:17:00Z", Aside: true, Answer: sv("Bevakar: Petter Nyström")},
					},
					Remarks: []checklist.DocumentRemark{
						{Kind: "returned", By: "Linnea Forsberg", At: "2026-10-12T13:00:00Z", Text: "Bara Ingrid Holm står som bevakare. Hon är ledig vecka 44 och över jul.\n\nLägg till en person till eller en ersättare för de dagarna."},
						{Kind: "reply", By: "Petter Nyström", At: "2026-10-13T06:41:00Z", Text: "Jag bevakar också, och Åsa täcker på loven."},
						{Kind: "accepted", By: "Linnea Forsberg", At: "2026-10-14T12:30:00Z"},
					},
				},
				{
					Number: 11, Key: "link", Name: sv("Ange länk"), Question: sv("Finns enhetens sida?"), State: "fresh",
					Fields: []checklist.DocumentField{{Key: "link", Kind: "link", Label: sv("Länk")}},
				},
			}},
		},
	}
}

func printed(t *testing.T, d *checklist.Document, lang string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := d.PDFIn(&b, lang, stockholm(t)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestDocumentAsPDFSaysAll(t *testing.T) {
	t.Parallel()
	d := library()
	d.SelfApproved, d.SHA256 = true, strings.Repeat("ab12", 16)
	data := printed(t, d, i18n.Swedish)
	f := pdftest.Read(t, data)
	if f.Title != "Startchecklista: Bergaskolans bibliotek på Instagram" || f.Language != "sv" || f.Author != "Björkviks kommun" || !f.Marked || !f.ShowsTitle {
		t.Errorf("title %q, language %q, author %q, marked %v, shows its title %v", f.Title, f.Language, f.Author, f.Marked, f.ShowsTitle)
	}
	if f.Loose != "" {
		t.Errorf("outside the structure: %s", f.Loose)
	}
	var heads []string
	for _, h := range f.All("H1", "H2", "H3") {
		heads = append(heads, h.Tag+" "+h.Text)
	}
	want := []string{
		"H1 Bergaskolans bibliotek på Instagram", "H2 Om ärendet", "H2 Varför", "H3 1 Beskriv syftet",
		"H2 Människor och tid", "H3 10 Ordna bevakning", "H3 11 Ange länk", "H2 Kontrollsumma",
	}
	if !reflect.DeepEqual(heads, want) {
		t.Errorf("headings:\n%s\nwant:\n%s", strings.Join(heads, "\n"), strings.Join(want, "\n"))
	}
	text := squeeze(f.Text())
	for _, s := range []string{
		"KS 2026/412", "Björkviks kommun (kommunkod 0999)", "Bergaskolan", "K-0041", "Plattform Instagram", "bergaskolansbibliotek",
		"https://www.instagram.com/bergaskolansbibliotek", "Startchecklista, version 3", "Påbörjad 21 sep. 2026", "Inskickad 13 okt. 2026",
		"14 okt. 2026 av Linnea Forsberg", "Den som godkände hade själv svarat", "Granskas igen 14 okt. 2027", "Godkänd, 2 av 3 punkter klara",
		"Nummer 3: godkänd 14 okt. 2026 14.32, Linnea Forsberg",
		"Varför ska kontot finnas?", "Källa i riktlinjen: s. 8", "Att få fler elever att läsa.", "Klar, godtagen",
		"Svarat 22 sep. 2026 09.05 av Ingrid Holm, version 1", "semesterschema_läsåret.pdf (62 kB)", "SHA-512 " + d.Sections[1].Points[0].Fields[2].Files[0].SHA512,
		"Lägg till en person till eller en ersättare för de dagarna.", "Linnea Forsberg lämnade tillbaka punkten 12 okt. 2026 15.00",
		"Petter Nyström svarade 13 okt. 2026 08.41", "Linnea Forsberg godtog punkten", "1, lagd åt sidan", "Bevakar: Petter Nyström",
		"Punkten är frivillig.", "Länk Inget svar", "Inte påbörjad", "SHA-256 " + d.SHA256,
	} {
		if !strings.Contains(text, squeeze(s)) {
			t.Errorf("not in the document: %s", s)
		}
	}
}

func TestDocumentAsPDFInEnglish(t *testing.T) {
	t.Parallel()
	f := pdftest.Read(t, printed(t, library(), i18n.English))
	text := squeeze(f.Text())
	for _, s := range []string{"About this case", "Describe the purpose", "14 Oct 2026 by Linnea Forsberg", "Varför ska kontot finnas?"} {
		if !strings.Contains(text, squeeze(s)) {
			t.Errorf("not in the document: %s", s)
		}
	}
	if f.Language != "en" || f.Title != "Startup checklist: Bergaskolans bibliotek på Instagram" || strings.Contains(text, "SHA-256") {
		t.Errorf("language %q, title %q", f.Language, f.Title)
	}
}

func TestDocumentOf40LongPointsLosesNothing(t *testing.T) {
	t.Parallel()
	d := library()
	section := &d.Sections[0]
	section.Points = nil
	var want []string
	for n := 1; n <= 40; n++ {
		var words []string
		for w := range 900 {
			words = append(words, fmt.Sprintf("p%dö%d", n, w))
		}
		long := strings.Join(words, " ") + " " + strings.Repeat("x", 400) + fmt.Sprint(n)
		want = append(want, long)
		section.Points = append(section.Points, checklist.DocumentPoint{
			Number: n, Key: fmt.Sprint(n), Name: sv(fmt.Sprintf("Svara på punkt %d", n)), Question: sv("Fråga?"), State: "done", Mandatory: true,
			Fields: []checklist.DocumentField{{Key: "a", Label: sv("Svar"), Answer: sv(long)}},
		})
	}
	data := printed(t, d, i18n.Swedish)
	if !bytes.Equal(data, printed(t, d, i18n.Swedish)) {
		t.Error("the same document gives other bytes")
	}
	f := pdftest.Read(t, data)
	if len(f.Pages) < 40 {
		t.Errorf("%d pages", len(f.Pages))
	}
	if last := f.Pages[len(f.Pages)-1]; !strings.Contains(last, fmt.Sprintf("Sida %d av %[1]d", len(f.Pages))) {
		t.Errorf("the last page has no number: %s", last)
	}
	text := squeeze(f.Text())
	from := 0
	for i, s := range want {
		at := strings.Index(text[from:], squeeze(s))
		if at < 0 {
			t.Fatalf("answer %d is not whole or not in its place", i+1)
		}
		from += at
	}
}

func TestDocumentAsJSONReadsBackTheSame(t *testing.T) {
	t.Parallel()
	d := library()
	data, err := d.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, _ := d.JSON()
	if !bytes.Equal(data, again) || !bytes.Contains(data, []byte("\n  \"municipality\": \"Björkviks kommun\",\n")) {
		t.Errorf("not indented or not the same twice:\n%s", data)
	}
	var back checklist.Document
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(&back, d) {
		t.Errorf("reads back as something else (%v)", err)
	}
}

func TestDocumentWithoutATimeIsNotPrinted(t *testing.T) {
	t.Parallel()
	d := library()
	d.At = "i går"
	if err := d.PDFIn(&bytes.Buffer{}, i18n.Swedish, stockholm(t)); err == nil {
		t.Error("printed without a time")
	}
}

// squeeze drops all space, also hard: long words are broken at line ends.
func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

func stockholm(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Stockholm")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}
