package register

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"kanalkoll/internal/clock"
	"kanalkoll/internal/register/platform"
	"kanalkoll/internal/register/sheet"
	"kanalkoll/internal/tenant"
)

var (
	commsUnit  = tenant.Unit{ID: uuid.MustParse("00000000-0000-0000-0000-00000000000a"), Name: "Kommunikation", Path: "Kommunikation", Communications: true}
	schoolUnit = tenant.Unit{ID: uuid.MustParse("00000000-0000-0000-0000-00000000000b"), Name: "Skola", Path: "Skola"}
	northUnit  = tenant.Unit{ID: uuid.MustParse("00000000-0000-0000-0000-00000000000c"), Name: "Elevhälsa", Path: "Skola / Elevhälsa", Depth: 1, ParentID: schoolUnit.ID}
	cultUnit   = tenant.Unit{ID: uuid.MustParse("00000000-0000-0000-0000-00000000000d"), Name: "Kultur", Path: "Kultur"}
	southUnit  = tenant.Unit{ID: uuid.MustParse("00000000-0000-0000-0000-00000000000e"), Name: "Elevhälsa", Path: "Kultur / Elevhälsa", Depth: 1, ParentID: cultUnit.ID}
)

func testWorld() World {
	return World{Name: "Björkviks kommun", Code: "1880", Today: clock.Date{Year: 2026, Month: time.November, Day: 23},
		Units: []tenant.Unit{commsUnit, cultUnit, southUnit, schoolUnit, northUnit},
		Accounts: map[AccountKey]Registered{
			keyOf("https://www.facebook.com/finns"):     {Ref: "k0007", Name: "Finns redan", Status: Active},
			keyOf("https://www.instagram.com/avslutat"): {Ref: "k0008", Name: "Avslutat", Status: Closed},
		}}
}

func keyOf(address string) AccountKey {
	r := platform.Resolve(address)
	return AccountKey{r.Platform, r.Key}
}

func readTable(t testing.TB, text string) *sheet.Table {
	t.Helper()
	table, err := sheet.Read("", strings.NewReader(text), sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return table
}

func checkText(t testing.TB, text string, f Fixes, w World) []ImportRow {
	t.Helper()
	table := readTable(t, text)
	return CheckRows(table, sheet.Columns(table.Header), f, w)
}

// says writes a row's result and problems: "refused url=register.problem.personal".
func says(r ImportRow) string {
	parts := []string{r.Result}
	for _, p := range r.Problems {
		parts = append(parts, p.Name+"="+p.Key)
	}
	return strings.Join(parts, " ")
}

const allColumns = "platform,handle,url,name,unit,purpose,target_group,language,status,opened_on,closed_on,contact,municipality_code\n"

func TestEveryProblemIsSaidAtItsCell(t *testing.T) {
	long := strings.Repeat("å", 2001)
	for name, c := range map[string]struct{ row, want string }{
		"address alone":             {",,https://www.facebook.com/bjorkvik,,,,,,,,,,", "taken"},
		"platform and handle":       {"Facebook,bjorkvik,,,,,,,,,,,", "taken"},
		"address and its platform":  {"Facebook,,facebook.com/bjorkvik,,,,,,,,,,", "taken"},
		"handle names its platform": {",@bjorkvik@mastodon.social,,,,,,,,,,,", "taken"},
		"nothing":                   {",,,Namn,,,,,,,,,", "refused url=import.address_missing"},
		"handle without platform":   {",bjorkvik,,,,,,,,,,,", "refused platform=register.problem.no-platform"},
		"unknown platform":          {"Fejsbok,bjorkvik,,,,,,,,,,,", "refused platform=import.platform_unknown"},
		"unknown platform and bad address": {"Fejsbok,,https://www.facebook.com/groups/123,,,,,,,,,,",
			"refused platform=import.platform_unknown url=register.problem.group"},
		"other platform":                  {"Instagram,,https://www.facebook.com/bjorkvik,,,,,,,,,,", "refused url=register.problem.other-platform"},
		"personal":                        {",,https://www.facebook.com/profile.php?id=100064,,,,,,,,,,", "refused url=register.problem.personal"},
		"personal handle":                 {"LinkedIn,https://www.linkedin.com/in/nagon,,,,,,,,,,,", "refused handle=register.problem.personal"},
		"post":                            {",,https://www.instagram.com/p/Cabc123/,,,,,,,,,,", "refused url=register.problem.post"},
		"look-alike":                      {",,https://facebook.com.evil.se/bjorkvik,,,,,,,,,,", "refused url=register.problem.lookalike"},
		"registered":                      {",,https://m.facebook.com/finns/,,,,,,,,,,", "duplicate"},
		"registered closed":               {",,https://www.instagram.com/avslutat,,,,,,,,,,", "duplicate"},
		"a duplicate needs no correcting": {",,https://m.facebook.com/finns/,,Okänd,,,,,,,,", "duplicate"},
		"unit by name":                    {",,https://www.facebook.com/a1,,skola,,,,,,,,", "taken"},
		"unit by path":                    {",,https://www.facebook.com/a1,,kultur/elevhälsa,,,,,,,,", "taken"},
		"unit ambiguous":                  {",,https://www.facebook.com/a1,,Elevhälsa,,,,,,,,", "refused unit=import.unit_ambiguous"},
		"unit unknown":                    {",,https://www.facebook.com/a1,,Gata,,,,,,,,", "refused unit=import.unit_unknown"},
		"name is a formula":               {",,https://www.facebook.com/a1,=1+1,,,,,,,,,", "refused name=import.formula"},
		"name is an at":                   {",,https://www.facebook.com/a1,@bjorkvik,,,,,,,,,", "taken"},
		"purpose is a list":               {",,https://www.facebook.com/a1,,,- Informera,,,,,,,", "refused purpose=import.formula"},
		"purpose too long":                {",,https://www.facebook.com/a1,,," + long + ",,,,,,,", "refused purpose=import.too_long"},
		"contact may begin with plus":     {",,https://www.facebook.com/a1,,,,,,,,,+46 19 21 10 00,", "taken"},
		"language":                        {",,https://www.facebook.com/a1,,,,,Finska,,,,,", "taken"},
		"language unknown":                {",,https://www.facebook.com/a1,,,,,rövarspråket är bra,,,,,", "refused language=import.language_bad"},
		"status unknown":                  {",,https://www.facebook.com/a1,,,,,,kanske,,,,", "refused status=import.status_bad"},
		"closed without date":             {",,https://www.facebook.com/a1,,,,,,avslutat,,,,", "taken"},
		"date unreadable":                 {",,https://www.facebook.com/a1,,,,,,,hösten 2011,,,", "refused opened_on=import.date_bad"},
		"date of year 0":                  {",,https://www.facebook.com/a1,,,,,,,0000-01-01,,,", "refused opened_on=import.date_bad"},
		"date before the web":             {",,https://www.facebook.com/a1,,,,,,,1989-12-31,,,", "refused opened_on=import.date_bad"},
		"opens ahead":                     {",,https://www.facebook.com/a1,,,,,,,2027-01-01,,,", "taken"},
		"closed before opened": {",,https://www.facebook.com/a1,,,,,,closed,2016-08-15,2016-02-01,,",
			"refused opened_on=import.closed_before_opened"},
		"open with closing date":     {",,https://www.facebook.com/a1,,,,,,open,,2016-02-01,,", "refused status=import.open_with_closed"},
		"closing date ahead":         {",,https://www.facebook.com/a1,,,,,,,,2027-02-01,,", "refused closed_on=import.closed_ahead"},
		"own code":                   {",,https://www.facebook.com/a1,,,,,,,,,,1880", "taken"},
		"other code":                 {",,https://www.facebook.com/a1,,,,,,,,,,0114", "refused municipality_code=import.other_municipality"},
		"other code of three digits": {",,https://www.facebook.com/finns,,,,,,,,,,114", "refused municipality_code=import.other_municipality"},
		"all at once": {"Fejsbok,x,,=A1,Gata,,,rövarspråket är bra,kanske,igår,imorgon,,0114",
			"refused municipality_code=import.other_municipality platform=import.platform_unknown unit=import.unit_unknown name=import.formula " +
				"language=import.language_bad status=import.status_bad opened_on=import.date_bad closed_on=import.date_bad"},
	} {
		t.Run(name, func(t *testing.T) {
			rows := checkText(t, allColumns+c.row+"\n", Fixes{}, testWorld())
			if got := says(rows[0]); got != c.want {
				t.Errorf("the row says %q, want %q", got, c.want)
			}
			if rows[0].Line != 2 {
				t.Errorf("line %d, want 2", rows[0].Line)
			}
		})
	}
}

func TestRowsBecomeAccounts(t *testing.T) {
	rows := checkText(t, "plattform;konto;namn;verksamhet;syfte;målgrupp;språk;status;öppnat;avslutat;kontakt\n"+
		"Facebook;bjorkvik;@Björkviks kommun;;Informera;Alla;Svenska;;9/11 2015;;info@bjorkvik.example\n"+
		"Instagram;skolan;;Skola;;;;;;2020-01-02;\n"+
		"TikTok;hela;;;;;;öppet;;;\n", Fixes{}, testWorld())
	a := rows[0].Account
	if a.Platform != platform.Facebook || a.Handle != "bjorkvik" || a.URL != "https://www.facebook.com/bjorkvik" || a.Name != "Björkviks kommun" ||
		a.UnitID != commsUnit.ID || a.Purpose != "Informera" || a.TargetGroup != "Alla" || a.Language != "sv" || a.Status != Active ||
		a.OpenedOn.String() != "2015-11-09" || a.Contact != "info@bjorkvik.example" || !a.Imported {
		t.Errorf("first row became %+v", a)
	}
	if a := rows[1].Account; a.Name != "Skola" || a.UnitID != schoolUnit.ID || a.Status != Closed || a.ClosedOn.String() != "2020-01-02" {
		t.Errorf("second row became %+v, want an account of Skola, closed because it has a closing date", a)
	}
	if a := rows[2].Account; a.Name != "Björkviks kommun" || a.UnitID != commsUnit.ID || a.Status != Active {
		t.Errorf("third row became %+v, want one named after the municipality", a)
	}
}

func TestRepeatedRowsPointToTheFirst(t *testing.T) {
	rows := checkText(t, "url,name\nhttps://www.facebook.com/ett,=fel\nhttps://x.com/tva,Två\nhttps://sv-se.facebook.com/Ett/?ref=x,Ett\n", Fixes{}, testWorld())
	if rows[2].Result != RowDuplicate || rows[2].SameLine != 2 {
		t.Errorf("row 4 is %s of row %d, want a duplicate of row 2", rows[2].Result, rows[2].SameLine)
	}
	if c := CountRows(rows); c != (ImportCounts{Taken: 1, Duplicates: 1, Refused: 1}) {
		t.Errorf("counts %+v", c)
	}
}

func TestFixesStandInForTheFile(t *testing.T) {
	text := "platform,handle,unit,opened_on,status,closed_on\nFejsbok,ett,Gata,hösten 2011,,\nfejsbok ,tva,GATA,,,\n,tre,,,,\nX,fyra,Elevhälsa,,öppet,2016-02-01\n"
	var f Fixes
	f.SetPlatform("Fejsbok", "facebook")
	f.SetUnit("gata", CreateUnit)
	f.SetUnit("elevhälsa", northUnit.ID.String())
	f.SetCell(2, sheet.OpenedOn, "2011-09-01")
	f.SetCell(4, sheet.Platform, "tiktok")
	f.SetCell(5, sheet.Status, "open")
	rows := checkText(t, text, f, testWorld())
	for _, r := range rows {
		if r.Result != RowTaken {
			t.Errorf("row %d: %s", r.Line, says(r))
		}
	}
	if rows[0].NewUnit != "Gata" || rows[1].NewUnit != "GATA" || rows[0].Account.OpenedOn.String() != "2011-09-01" || rows[2].Account.Platform != platform.TikTok ||
		rows[3].Account.UnitID != northUnit.ID || rows[3].Account.Status != Active || !rows[3].Account.ClosedOn.IsZero() {
		t.Errorf("fixes were not used: %+v", rows)
	}
	f.SetCell(2, sheet.OpenedOn, " ")
	f.SetPlatform("FEJSBOK", "")
	if got := says(checkText(t, text, f, testWorld())[0]); got != "refused platform=import.platform_unknown opened_on=import.date_bad" {
		t.Errorf("with the fixes taken back the row says %q", got)
	}
	f.SetUnit("gata", "no id")
	if got := says(checkText(t, text, f, testWorld())[0]); !strings.Contains(got, "unit=import.unit_unknown") {
		t.Errorf("a unit that does not exist was taken: %q", got)
	}
}

func TestUnitsAreMadeWhenAsked(t *testing.T) {
	w := testWorld()
	w.CreateUnits = true
	rows := checkText(t, "url,unit\nhttps://x.com/ett,Gata\nhttps://x.com/tva,skola\nhttps://x.com/tre,=Gata\nhttps://x.com/fyra,Elevhälsa\n", Fixes{}, w)
	got := []string{says(rows[0]), rows[0].NewUnit, says(rows[1]), rows[1].NewUnit, says(rows[2]), says(rows[3])}
	want := []string{"taken", "Gata", "taken", "", "refused unit=import.formula", "refused unit=import.unit_ambiguous"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMessagesJoinAllProblems(t *testing.T) {
	rows := checkText(t, "url,name,unit\nhttps://www.facebook.com/finns,,\nhttps://x.com/ett,=A1,Gata\n", Fixes{}, testWorld())
	say := func(key string, args ...any) string { return key + fmt.Sprint(args...) }
	if f, m := rows[0].Message(say); f != "url" || m != "import.same_accountRefk0007NameFinns redan" {
		t.Errorf("duplicate says %q, %q", f, m)
	}
	if f, m := rows[1].Message(say); f != "unit" || m != "import.unit_unknownValueGata. import.field.name: import.formula" {
		t.Errorf("refused row says %q, %q", f, m)
	}
}

// Whatever stands in a file, every row gets exactly one result, refused ones say why, and what is taken can be stored.
func TestAnyFileIsUnderstoodRowByRow(t *testing.T) {
	cell := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "Facebook", "https://www.facebook.com/ett", "x.com/tva", "@tre", "Skola", "Gata",
		"2015-01-02", "2030-01-02", "open", "avslutat", "sv", "1880", "0114", "=1", strings.Repeat("x", 3000)}))
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 8).Draw(t, "rows")
		table := &sheet.Table{Header: sheet.Fields}
		for i := range n {
			table.Rows = append(table.Rows, rapid.SliceOfN(cell, len(sheet.Fields), len(sheet.Fields)).Draw(t, "row"))
			table.Lines = append(table.Lines, i+2)
		}
		w := testWorld()
		w.CreateUnits = rapid.Bool().Draw(t, "create")
		seen := map[AccountKey]bool{}
		for _, r := range CheckRows(table, sheet.Columns(table.Header), Fixes{}, w) {
			if (r.Result == RowRefused) != (len(r.Problems) > 0) {
				t.Fatalf("row %d is %s with problems %v", r.Line, r.Result, r.Problems)
			}
			if r.Result != RowTaken {
				continue
			}
			a, key := r.Account, AccountKey{r.Account.Platform, r.Account.Key}
			if seen[key] {
				t.Fatalf("row %d: the account is taken twice", r.Line)
			}
			seen[key] = true
			if a.Handle == "" || a.URL == "" || a.Name == "" || len([]rune(a.Name)) > 200 || (a.UnitID == uuid.Nil) == (r.NewUnit == "") ||
				!a.ClosedOn.IsZero() && (a.Status != Closed || a.ClosedOn.Before(a.OpenedOn) && !a.OpenedOn.IsZero()) || !a.Status.Public() {
				t.Fatalf("row %d became %+v", r.Line, a)
			}
		}
	})
}
