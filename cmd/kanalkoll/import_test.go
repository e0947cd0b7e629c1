package main

import (
	"strings"
	"testing"
)

func TestImportAccountsReportsEveryRow(t *testing.T) {
	p := newProgram(t)
	p.must("", "tenant", "add", "--slug", "orebro", "--name", "Örebro kommun", "--code", "1880")
	p.must("", "tenant", "add", "--slug", "habo", "--name", "Habo kommun", "--code", "0643")
	bad := p.file("bad.csv", "municipality_code,platform,account,url,unit,opened_on\n"+
		"1880,Facebook,ett,https://www.facebook.com/ett,,2015-01-02\n"+
		"1880,Facebook,,https://m.facebook.com/Ett/?ref=x,,\n"+
		"643,,,https://www.facebook.com/profile.php?id=100064,Gata,igår\n"+
		"9999,X,tva,,,\n")
	refusals := "3,duplicate,url,The same account as in row 2. The row is skipped.\n"
	for _, c := range []struct {
		args   []string
		code   int
		taken  string
		stderr string
	}{
		{[]string{}, 3, "2,taken,,\"not imported, because other rows were refused\"\n", "1 taken, 1 duplicates, 2 refused; nothing was written: correct the refused rows, or take the good ones with --partial\n"},
		{[]string{"--dry-run"}, 3, "2,taken,,\n", "1 taken, 1 duplicates, 2 refused; nothing was written, as asked\n"},
		{[]string{"--partial"}, 3, "2,taken,,\n", "1 taken, 1 duplicates, 2 refused\n"},
	} {
		code, out, errs := p.run("", append([]string{"import", "accounts", bad}, c.args...)...)
		if code != c.code || !strings.HasSuffix(errs, c.stderr) {
			t.Errorf("%v: exit %d, stderr %q; want exit %d, %q", c.args, code, errs, c.code, c.stderr)
		}
		lines := strings.SplitAfter(out, "\n")
		if len(lines) != 6 || !strings.HasPrefix(out, "row,result,field,message\n"+c.taken+refusals) ||
			!strings.HasPrefix(lines[3], "4,refused,url,") || !strings.Contains(lines[3], "Unit: There is no unit Gata.") || !strings.Contains(lines[3], "Opened: The date igår cannot be read.") ||
			lines[4] != "5,refused,municipality_code,No municipality here has the code 9999.\n" {
			t.Errorf("%v reports\n%s", c.args, out)
		}
	}
	code, out, errs := p.run("", "import", "accounts", "--tenant", "orebro", p.file("good.csv", "adress;verksamhet\nhttps://x.com/tva;Gata\nhttps://www.facebook.com/ett;\n"), "--create-units")
	if code != 0 || out != "row,result,field,message\n2,taken,,\n3,duplicate,url,Registered already: Örebro kommun (k0001). The row is skipped.\n" || errs != "1 taken, 1 duplicates, 0 refused\n" {
		t.Errorf("exit %d, stdout %q, stderr %q", code, out, errs)
	}
}

func TestImportAccountsWrongUse(t *testing.T) {
	p := newProgram(t)
	p.must("", "tenant", "add", "--slug", "orebro", "--name", "Örebro kommun", "--code", "1880")
	good := p.file("good.csv", "url\nhttps://x.com/ett\n")
	for _, args := range [][]string{
		{p.file("none.csv", "")}, {p.file("page.csv", "<html><body>")}, {p.file("a.xlsx", "PK\x03\x04")}, {p.file("columns.csv", "namn,syfte\nEtt,Två\n")},
		{"--tenant", "nowhere", good}, {good, good}, {"--partly", good}, {"missing.csv"}, {t.TempDir()},
	} {
		code, out, errs := p.run("", append([]string{"import", "accounts"}, args...)...)
		if code != 2 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, stdout %q, stderr %q; want exit 2 and one line", args, code, out, errs)
		}
	}
}

func TestImportOfRosters(t *testing.T) {
	p := newProgram(t)
	p.must("", "tenant", "add", "--slug", "orebro", "--name", "Örebro kommun", "--code", "1880")
	p.must("", "import", "accounts", "--tenant", "orebro", p.file("konton.csv", "url\nhttps://x.com/ett\n"))
	people := p.file("personer.csv", "e-post;namn;telefon\nkarin@a.example;Karin;019\nbo@a.example;Bo;\nfel;Fel;\n")
	for _, c := range []struct {
		args   []string
		code   int
		stderr string
	}{
		{[]string{"people", people, "--dry-run"}, 3, "2 taken, 0 duplicates, 1 refused; nothing was written, as asked\n"},
		{[]string{"people", people}, 3, "2 taken, 0 duplicates, 1 refused; nothing was written: correct the refused rows, or take the good ones with --partial\n"},
		{[]string{"people", people, "--partial"}, 3, "2 taken, 0 duplicates, 1 refused\n"},
		{[]string{"people", people, "--partial"}, 3, "0 taken, 2 duplicates, 1 refused\n"},
		{[]string{"assignments", p.file("uppdrag.csv", "account,email,role,from,to\nhttps://x.com/ett,karin@a.example,monitor,2026-06-01,\n")}, 0, "1 taken, 0 duplicates, 0 refused\n"},
		{[]string{"absences", p.file("borta.csv", "email,from,to,cover_email\nkarin@a.example,2026-07-01,2026-07-31,bo@a.example\n")}, 0, "1 taken, 0 duplicates, 0 refused\n"},
		{[]string{"absences", p.file("borta.csv", "email,from,to,cover_email\nkarin@a.example,2026-07-01,2026-07-31,bo@a.example\n")}, 0, "0 taken, 1 duplicates, 0 refused\n"},
	} {
		code, out, errs := p.run("", append([]string{"import"}, append(c.args, "--tenant", "orebro")...)...)
		if code != c.code || !strings.HasSuffix(errs, c.stderr) || !strings.HasPrefix(out, "row,result,field,message\n2,") {
			t.Errorf("%v: exit %d, stdout %q, stderr %q; want exit %d, %q", c.args, code, out, errs, c.code, c.stderr)
		}
	}
	for _, args := range [][]string{{"people", people}, {"people", people, "--tenant", "nowhere"}, {"assignments", people, "--tenant", "orebro"}, {"absences", "missing.csv", "--tenant", "orebro"},
		{"absences", people, "--tenant", "orebro", "--create-units"}} {
		code, out, errs := p.run("", append([]string{"import"}, args...)...)
		if code != 2 || out != "" || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit %d, stdout %q, stderr %q; want exit 2 and one line", args, code, out, errs)
		}
	}
}
