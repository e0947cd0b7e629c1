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

// kept are words that follow "the password is" where it is told about, not told.
var kept = []string{"i", "in", "på", "on", "at", "hos", "with", "bytt", "changed", "sparat", "sparad", "saved", "stored", "kept", "låst", "inlåst", "lagrat", "förvarat", "delat", "shared"}

// saidToBe reports whether a sentence says what the secret is.
func saidToBe(lower string) bool {
	for _, m := range said.FindAllStringSubmatch(lower, -1) {
		if !slices.Contains(kept, strings.Trim(m[len(m)-1], ".,;:!?")) {
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

// managers are names of products and the like that mix letters and digits as passwords do.
var managers = []string{"1password", "keepass2", "keepassx", "keepassxc", "keepassdx", "office365", "microsoft365", "m365", "o365", "windows10", "windows11", "lösenord365", "id06", "sharepoint2019"}

func betweenTokens(r rune) bool {
	return unicode.IsSpace(r) || r == ',' || r == ';' || r == '(' || r == ')' || r == '"' || r == '[' || r == ']'
}

// inside are the characters that join the parts of a name: K-nät, vault.example.se, it@example.se, \\server\share.
func inside(r rune) bool { return strings.ContainsRune(`-/_.\:@&+'`, r) }

const symbols = `!#$%^*=?~|{}<>§€£¤½°`

// longSecret is from how many characters a mixture of classes counts as a password.
const longSecret = 8

// randomToken reports whether a word without spaces in it is no word.
func randomToken(token string) bool {
	token = strings.TrimLeft(token, `'`)
	if n := len(token); n > 1 && strings.ContainsRune(`!?.:'`, rune(token[n-1])) {
		token = token[:n-1]
	}
	length := utf8.RuneCountInString(token)
	if length < 6 {
		return false
	}
	if strings.ContainsAny(token, symbols) {
		return true
	}
	name := strings.TrimSuffix(strings.ToLower(token), "s")
	if slices.Contains(managers, name) || slices.Contains(managers, strings.ToLower(token)) {
		return false
	}
	if isMail(token) {
		return false
	}
	mixed, digits, short := 0, 0, 0
	parts := strings.FieldsFunc(token, inside)
	for _, p := range parts {
		if slices.Contains(managers, strings.ToLower(p)) {
			continue
		}
		switch kindOf(p) {
		case randomPart:
			return true
		case mixedPart:
			mixed++
		case digitPart:
			digits += len(p)
		}
		if utf8.RuneCountInString(p) < 3 {
			short++
		}
	}
	// Names have one part with a number in it, as room B214; many bits of one or two characters are none.
	return mixed >= 2 && length >= longSecret || mixed > 0 && digits >= 4 && length >= longSecret || mixed+digits > 0 && len(parts) >= 4 && short >= 3 && !onlyDigits(parts)
}

func onlyDigits(parts []string) bool {
	return !slices.ContainsFunc(parts, func(p string) bool { return !digitRun.MatchString(p) })
}

var mailForm = regexp.MustCompile(`^[\p{L}._-]+@[\p{L}0-9-]+(\.[\p{L}0-9-]+)*\.\p{L}{2,}$`)

func isMail(token string) bool { return mailForm.MatchString(token) }

type partKind int

const (
	wordPart partKind = iota
	digitPart
	mixedPart  // letters and digits as in B214
	randomPart // neither word nor number nor the name of a room
)

// kindOf judges a part of a word.
func kindOf(p string) partKind {
	letters, digits, changes := 0, 0, 0
	last := false
	for i, r := range []rune(p) {
		d := unicode.IsDigit(r)
		if i > 0 && d != last {
			changes++
		}
		last = d
		if d {
			digits++
		} else {
			letters++
		}
	}
	switch {
	case letters == 0:
		return digitPart
	case digits == 0:
		if wordLike(p) {
			return wordPart
		}
		return randomPart
	case changes == 1 && letters <= 4 && digits <= 4 && letters+digits < longSecret, letters+digits < 6 && changes <= 2:
		return mixedPart
	case changes == 1 && digits <= 3 && roomWord.MatchString(strings.ToLower(p)):
		return mixedPart
	case letters+digits < longSecret && changes == 1 && p == strings.ToLower(p) && digits <= 2:
		return mixedPart
	}
	return randomPart
}

var roomWord = regexp.MustCompile(`^(kassaskåp(et)?|säkerhetsskåp(et)?|skåp(et)?|våning(en)?|avdelning(en)?|server(n)?|valv(et)?|korridor(en)?|arkiv(et)?|rektor|floor|safe|vault)\d+$`)

// wordLike reports whether letters could be a word or a name: capitals only in front, all through, or as in KeePassXC,
// and none of the neighbours that only chance brings together.
func wordLike(p string) bool {
	runes := []rune(p)
	if len(runes) < 6 {
		return true
	}
	lower := []rune(strings.ToLower(p))
	odd, vowels := 0, 0
	run, longest := 0, 0
	for i, r := range lower {
		if strings.ContainsRune("aeiouyåäöéèüæø", r) {
			vowels++
			run = 0
			continue
		}
		if run++; run > longest {
			longest = run
		}
		if i+1 < len(lower) && !strings.ContainsRune("aeiouyåäöéèüæø", lower[i+1]) && strange(r, lower[i+1]) {
			odd++
		}
	}
	if longest >= 8 || odd >= 2 || len(lower) >= longSecret && (vowels*8 < len(lower) || vowels == 0) {
		return false
	}
	return capitals(runes)
}

// strange reports whether two consonants hardly ever stand beside each other in Swedish or English words.
func strange(a, b rune) bool {
	switch {
	case a == b:
		return strings.ContainsRune("qxjhvw", a)
	case strings.ContainsRune("qxz", a) || strings.ContainsRune("qxz", b):
		return true
	case a == 'j', a == 'w' && b != 'n' && b != 's' && b != 'l' && b != 'b':
		return true
	case a == 'c':
		return !strings.ContainsRune("hklstrn", b)
	}
	return false
}

// capitals reports whether capitals stand where names have them. More than two words written together are rather the
// words of a pass phrase.
func capitals(runes []rune) bool {
	upper, humps, lowers := 0, 0, 0
	for i, r := range runes {
		switch {
		case unicode.IsUpper(r):
			upper++
			if i > 0 && unicode.IsLower(runes[i-1]) {
				humps++
			}
		case unicode.IsLower(r):
			lowers++
		}
	}
	switch {
	case lowers == 0, upper == 0, upper == 1:
		return true
	case humps > 2, humps == 2 && !unicode.IsUpper(runes[len(runes)-1]):
		return false
	}
	// Between capitals stand whole syllables: SharePoint, KeePassXC, LösenordsValvet. Acronyms come first or last: ITavdelning.
	start := 0
	for i := 1; i <= len(runes); i++ {
		if i < len(runes) && (!unicode.IsUpper(runes[i]) || unicode.IsUpper(runes[i-1])) {
			continue
		}
		syllable := runes[start:i]
		if start = i; acronym(syllable) {
			continue
		}
		if len(syllable) < 3 || !strings.ContainsAny(strings.ToLower(string(syllable)), "aeiouyåäö") {
			return false
		}
	}
	return upper <= 4
}

func acronym(runes []rune) bool {
	return len(runes) >= 2 && !slices.ContainsFunc(runes, func(r rune) bool { return !unicode.IsUpper(r) })
}

// codeGroups reports whether groups of letters mixed with digits follow each other, as recovery codes and shared keys
// are written: JBSW Y3DP EHPK 3PXP.
func codeGroups(s string) bool {
	groups, mixed := 0, 0
	for _, w := range strings.FieldsFunc(s, func(r rune) bool { return betweenTokens(r) || r == '-' }) {
		n := utf8.RuneCountInString(w)
		if n < 4 || n > 8 || strings.ToUpper(w) != w && strings.ToLower(w) != w || strings.ContainsFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
			groups, mixed = 0, 0
			continue
		}
		groups++
		if strings.ContainsFunc(w, unicode.IsDigit) && strings.ContainsFunc(w, unicode.IsLetter) && kindOf(w) != wordPart {
			mixed++
		}
		if groups >= 2 && mixed >= 2 {
			return true
		}
	}
	return false
}

// freeText trims what somebody typed into a field of a roster and refuses what looks like a secret, which then stands
// nowhere: neither in what comes back nor in the fault.
func freeText(field, value string, most int, bad []fault.Field) (string, []fault.Field) {
	value = strings.TrimSpace(value)
	switch {
	case LooksLikeSecret(value):
		return "", append(bad, fault.Bad(field, "roster.secret"))
	case utf8.RuneCountInString(value) > most:
		return value, append(bad, fault.Bad(field, "roster.too_long", "Max", most))
	}
	return value, bad
}
