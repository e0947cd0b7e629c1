package roster

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

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
