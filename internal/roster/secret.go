package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kanalkoll/internal/fault"
)

// LooksLikeSecret reports whether a text holds something that looks like a password, a token, a PIN or a recovery code,
// alone or within a sentence. It takes names of password managers, safes and rooms. A password made of ordinary words
// looks like a name and cannot be told from one.
func LooksLikeSecret(s string) bool {
	s = plainForm(s)
	if strings.TrimSpace(s) == "" {
		return false
	}
	lower := strings.ToLower(s)
	if marked.MatchString(s) || labelled.MatchString(lower) || fourFours.MatchString(lower) || saidToBe(lower) || codeDigits(lower) || digitsOnly(lower) ||
		digitCodes(lower) || codeGroups(s) {
		return true
	}
	if slices.Contains(bare, strings.Trim(lower, " .!?\"'")) {
		return true
	}
	return slices.ContainsFunc(strings.FieldsFunc(s, betweenTokens), randomToken)
}

// plainForm undoes what the eye does not see: full-width letters, invisible characters, kinds of dashes and quotes.
func plainForm(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '–', r == '—', r == '‑', r == '−':
			return '-'
		case r == '”', r == '“', r == '’', r == '‘', r == '«', r == '»':
			return '\''
		case unicode.Is(unicode.Cf, r):
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, norm.NFKC.String(s))
}

var (
	// marked are the shapes by which keys and tokens are known, and addresses that carry a secret.
	marked = regexp.MustCompile(`(?i)otpauth(-migration)?://|-----BEGIN|://[^/\s:@]+:[^/\s@]+@|[?&;](pass|passwd|password|pwd|token|access_token|api_?key|secret|code|sig)=` +
		`|\beyJ[\w-]{8,}|\b(gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-|sk_live_|sk_test_|rk_live_|hvs\.|ya29\.|AIza|AKIA|ASIA|EAA[A-Za-z0-9]{12}|SG\.)[\w-]{6,}` +
		`|\bssh-(rsa|ed25519) |\$2[aby]\$|\$argon2`)
	// labelled is a word for a secret with the secret after it. A colon or a sign of equality says that it follows.
	labelled = regexp.MustCompile(`(^|[^\p{L}])(` + secretWords + `)\s*(:|=|->|=>)\s*[^\s]`)
	said     = regexp.MustCompile(`(^|[^\p{L}])(` + secretWords + `)\s+(är|is|heter|lyder)\s+'?([^\s']+)`)
	// fourFours is the shape of an app password: four times four letters.
	fourFours = regexp.MustCompile(`(^|[^\p{L}])[a-z]{4}[ -][a-z]{4}[ -][a-z]{4}[ -][a-z]{4}([^\p{L}]|$)`)
)

const secretWords = `lösenord(et)?|losenord(et)?|lösen(et)?|losen(et)?|lösenfras(en)?|password|passwd|passphrase|passord|pass|pwd|pw|psw|pin|pinkod(en)?|pin-kod(en)?` +
	`|kod(en)?|passcode|token|nyckel(n)?|secret|hemlighet(en)?|api[-_ ]?(key|nyckel)|återställningskod(er|en|erna)?|reservkod(er|en|erna)?|engångskod(er|en)?` +
	`|recovery codes?|backup codes?|inloggning(en)?|login|credentials`

// telling are words that follow "the password is" where it is told about, not told.
var telling = []string{"i", "in", "på", "on", "at", "hos", "with", "bytt", "changed", "sparat", "sparad", "saved", "stored", "kept", "låst", "inlåst", "lagrat", "förvarat", "delat", "shared"}

// saidToBe reports whether a sentence says what the secret is.
func saidToBe(lower string) bool {
	for _, m := range said.FindAllStringSubmatch(lower, -1) {
		if !slices.Contains(telling, strings.Trim(m[len(m)-1], ".,;:!?")) {
			return true
		}
	}
	return false
}

var (
	codeWord = regexp.MustCompile(`^(\p{L}*-?kod(en|er|erna|s|ens)?|pin|pins|codes?|passcode|passwords?|pwd|pw|lösen(et)?|lösenord(et|en)?|losenord|kombination(en)?|combination|sifferlås(et)?|siffror(na)?|digits|\p{L}*code)$`)
	// placed are words before a number that is no code.
	placed    = []string{"rum", "rummet", "room", "sal", "hus", "house", "plan", "floor", "våning", "våningen", "byggnad", "building", "korridor", "box", "år", "year"}
	clockTime = regexp.MustCompile(`\b\d{1,2}[:.]\d{2}\b`)
	isoDate   = regexp.MustCompile(`\b(19|20)\d\d-\d\d-\d\d\b`)
	digitRun  = regexp.MustCompile(`^\d+$`)
)

// codeDigits reports whether four digits or more stand beside a word for a code.
func codeDigits(lower string) bool {
	lower = clockTime.ReplaceAllString(isoDate.ReplaceAllString(lower, " "), " ")
	words := strings.FieldsFunc(lower, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' })
	if !slices.ContainsFunc(words, codeWord.MatchString) {
		return false
	}
	digits, before := 0, ""
	for _, w := range words {
		bare := strings.ReplaceAll(w, "-", "")
		if !digitRun.MatchString(bare) {
			digits, before = 0, w
			continue
		}
		if digits += len(bare); digits >= 4 && !slices.Contains(placed, before) {
			return true
		}
	}
	return false
}

// digitsOnly reports whether the whole text is a number such as a PIN. Telephone numbers begin with 0 or +.
func digitsOnly(lower string) bool {
	bare := strings.NewReplacer(" ", "", "-", "", ".", "").Replace(strings.TrimSpace(lower))
	return digitRun.MatchString(bare) && (len(bare) >= 4 && bare[0] != '0' || len(bare) == 4 || len(bare) > 12)
}

// digitCodes reports whether the text has a list of codes of digits: two or more of six to ten, or a number too long for
// a telephone.
func digitCodes(lower string) bool {
	codes := 0
	for _, w := range strings.FieldsFunc(isoDate.ReplaceAllString(lower, " "), betweenTokens) {
		bare := strings.ReplaceAll(w, "-", "")
		switch {
		case !digitRun.MatchString(bare):
		case len(bare) >= 14:
			return true
		case len(w) >= 6 && len(w) <= 10 && w[0] != '0' && w == bare:
			codes++
		}
	}
	return codes >= 2
}

// bare are the passwords that are tried first; as the whole text they are no name of a place.
var bare = []string{"password", "passw0rd", "lösenord", "losenord", "hemligt", "hemlig", "qwerty", "qwertyuiop", "asdfgh", "letmein", "changeme", "welcome", "sommar", "admin", "administrator", "123", "abc123"}

// WithoutSecret gives a text to show again, empty where it looks like a secret: what was refused as one comes back on no
// page.
func WithoutSecret(s string) string {
	if LooksLikeSecret(s) {
		return ""
	}
	return s
}

// freeText trims what somebody typed into a field of a roster and refuses what looks like a secret, which then stands
// nowhere: neither in what comes back nor in the fault. The field's words of refusal are "roster.secret." and its name.
func freeText(field, value string, most int, bad []fault.Field) (string, []fault.Field) {
	value = strings.TrimSpace(value)
	switch {
	case LooksLikeSecret(value):
		return "", append(bad, fault.Bad(field, "roster.secret."+field))
	case utf8.RuneCountInString(value) > most:
		return value, append(bad, fault.Bad(field, "roster.too_long", "Max", most))
	}
	return value, bad
}
