package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestColumns(t *testing.T) {
	all := strings.Split("platform handle url name unit purpose target_group language status opened_on closed_on contact", " ")
	for header, want := range map[string][]string{
		"platform, handle, url, name, unit, purpose, target_group, language, status, opened_on, closed_on, contact":             all,
		"plattform, konto, adress, namn, verksamhet, syfte, målgrupp, språk, status, öppnat, avslutat, kontakt":                 all,
		"\ufeffPLATTFORM*,Konto ,Adress (länk),  Namn:,Verksamhet,Syfte,Malgrupp,Sprak,STATUS,Oppnat,Avslutat,Kontakt [e-post]": all,
		"municipality_code,municipality,platform,account,url":                                                                   {MunicipalityCode, "", Platform, Handle, URL},
		"account,account_url,account_platform,account_name,department":                                                          {Handle, URL, Platform, Name, Unit},
		"organization,account_platform,account":                                                                                 {Unit, Platform, Handle},
		"Target Group,TARGET-GROUP,OpenedOn":                                                                                    {TargetGroup, "", OpenedOn},
		"account,handle":                                                                                                        {"", Handle},
		"organization,department,url,url":                                                                                       {"", Unit, URL, ""},
		"ma\u030algrupp,Anteckning,":                                                                                            {TargetGroup, "", ""},
	} {
		if got := Columns(strings.Split(header, ",")); !reflect.DeepEqual([]string(got), want) {
			t.Errorf("%s:\n got %q\nwant %q", header, got, want)
		}
	}
}

func TestMapping(t *testing.T) {
	m := Columns([]string{"Plattform", "?", "Konto"})
	if m.Of([]string{"X", "y", "bjorkvik"}, Handle) != "bjorkvik" || m.Of([]string{"X"}, Handle) != "" || m.Of([]string{"X"}, URL) != "" {
		t.Error("cells are not found by their field")
	}
	for header, want := range map[string]bool{"url": true, "platform,handle": true, "platform,name": false, "handle": false} {
		if got := Columns(strings.Split(header, ",")).Enough(); got != want {
			t.Errorf("%s enough: %t", header, got)
		}
	}
}

func TestParseDate(t *testing.T) {
	for s, want := range map[string]string{
		"2015-11-09": "2015-11-9", " 2015-11-09 ": "2015-11-9", "2015-11-09T08:00:00Z": "2015-11-9", "2015-11-09 08:00": "2015-11-9",
		"2015/11/09": "2015-11-9", "2015.11.9": "2015-11-9", "20151109": "2015-11-9",
		"9/11 2015": "2015-11-9", "9/11-2015": "2015-11-9", "9/11/2015": "2015-11-9", "9.11.2015": "2015-11-9", "09-11-2015": "2015-11-9", "9. 11. 2015": "2015-11-9",
		"9 nov. 2015": "2015-11-9", "9 november 2015": "2015-11-9", "den 9 november 2015": "2015-11-9", "9:e maj 2015": "2015-5-9", "9 Okt 2015": "2015-10-9",
		"9 oct 2015": "2015-10-9", "November 9, 2015": "2015-11-9", "Nov 9 2015": "2015-11-9", "9th of May 2015": "2015-5-9", "9-nov-2015": "2015-11-9",
		"29 februari 2016": "2016-2-29", "1990-01-01": "1990-1-1", "2100-12-31": "2100-12-31",

		"": "", "hösten 2011": "", "2011": "", "2011-05": "", "42317": "", "11/23/2015": "", "2015-02-30": "", "29 februari 2015": "", "9/11 15": "", "15-11-09": "",
		"0000-01-01": "", "1989-12-31": "", "2101-01-01": "", "2015-11/09": "", "9 foo 2015": "", "0 maj 2015": "", "2015-11-09 kanske": "", "20151309": "",
		"sedan 9 november 2015": "", "2015-1109": "", "9 november 20155": "", "٩ maj 2015": "",
	} {
		y, m, d, ok := ParseDate(s)
		got := ""
		if ok {
			got = fmt.Sprintf("%d-%d-%d", y, m, d)
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

// Each way to write a day gives the day back.
func TestParseDateProperty(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		y, m, d := rapid.IntRange(1990, 2100).Draw(t, "y"), rapid.IntRange(1, 12).Draw(t, "m"), rapid.IntRange(1, 28).Draw(t, "d")
		name := rapid.SampledFrom(monthNames[m-1]).Draw(t, "name")
		for _, s := range []string{
			fmt.Sprintf("%d-%02d-%02d", y, m, d), fmt.Sprintf("%d%02d%02d", y, m, d), fmt.Sprintf("%d/%d %d", d, m, y), fmt.Sprintf("%d.%d.%d", d, m, y),
			fmt.Sprintf("%d %s %d", d, name, y), fmt.Sprintf("%d %s. %d", d, name, y), fmt.Sprintf("%s %d, %d", name, d, y),
		} {
			if y2, m2, d2, ok := ParseDate(s); !ok || y2 != y || m2 != m || d2 != d {
				t.Fatalf("%q: %d-%d-%d, %t", s, y2, m2, d2, ok)
			}
		}
	})
}

func TestParseStatus(t *testing.T) {
	for s, want := range map[string]string{
		"": "open", " ": "open", "open": "open", "Öppet": "open", "OPPET": "open", "Öppen": "open", "aktiv": "open", "Active": "open",
		"closed": "closed", "Avslutat": "closed", "avslutad": "closed", "stängt": "closed", "nedlagt": "closed", "kanske": "?", "-": "?", "1": "?",
	} {
		got := "?"
		if open, ok := ParseStatus(s); ok && open {
			got = "open"
		} else if ok {
			got = "closed"
		}
		if got != want {
			t.Errorf("%q: %s, want %s", s, got, want)
		}
	}
}

func TestParseLanguage(t *testing.T) {
	for s, want := range map[string]string{
		"": "", "sv": "sv", "SV": "sv", "Svenska": "sv", "swedish": "sv", "en": "en", "Engelska": "en", "finska": "fi", "Meänkieli": "fit", "sv-SE": "sv-SE",
		"lättläst": "?", "svenska och engelska": "?", "sv, en": "?", "Svenskt teckenspråk": "swl", "und": "?", "xx": "?", "hej": "?",
	} {
		got, ok := ParseLanguage(s)
		if !ok {
			got = "?"
		}
		if got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
}

func TestReport(t *testing.T) {
	var buf bytes.Buffer
	r := NewReport(&buf)
	r.Row(2, "taken", "", "")
	r.Row(3, "refused", "url", `Okänd plattform: "a, b"`)
	r.Row(0, "refused", "", "=1+1")
	if err := r.Flush(); err != nil {
		t.Fatal(err)
	}
	want := "row,result,field,message\n2,taken,,\n3,refused,url,\"Okänd plattform: \"\"a, b\"\"\"\n,refused,,'=1+1\n"
	if buf.String() != want {
		t.Errorf("got  %q\nwant %q", buf.String(), want)
	}
	if err := NewReport(broke{}).Flush(); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("a failed write gives %v", err)
	}
}

type broke struct{}

func (broke) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestGuard(t *testing.T) {
	for in, want := range map[string]string{
		"=cmd()": "'=cmd()", "+46": "'+46", "-1": "'-1", "@bjorkvik": "'@bjorkvik", "\tx": "'\tx", "\rx": "'\rx", "": "", "a=b": "a=b", "Åsa": "Åsa",
	} {
		if got := Guard(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
