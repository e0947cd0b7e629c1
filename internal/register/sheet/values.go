package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/text/language"

	"kanalkoll/internal/clock"
)

// The years that a date of an account can lie in; "0015" and "20155" are slips of the pen.
const (
	firstYear = 1990
	lastYear  = 2100
)

var (
	isoDate     = regexp.MustCompile(`^(\d{4})([-/.])(\d{1,2})([-/.])(\d{1,2})(?:[T ]+\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?: ?(?:Z|[+-]\d{2}:?\d{2}))?)?$`)
	compactDate = regexp.MustCompile(`^(\d{4})(\d{2})(\d{2})$`)
	dayFirst    = regexp.MustCompile(`^(\d{1,2}) ?[-/.] ?(\d{1,2})(?: ?[-/.] ?| +)(\d{4})$`)
	dayName     = regexp.MustCompile(`^(?:den )?(\d{1,2})(?:\.|:[aeo]|st|nd|rd|th)?[ -]*(?:of )?(\pL+)\.?,?[ -]*(\d{4})$`)
	nameDay     = regexp.MustCompile(`^(\pL+)\.? *(\d{1,2})(?:st|nd|rd|th)?,? +(\d{4})$`)
)

// monthNames begin alike in Swedish and English but for these; three letters decide.
var monthNames = [12][]string{
	{"januari", "january", "jan"}, {"februari", "february", "feb", "febr"}, {"mars", "march", "mar"}, {"april", "apr"}, {"maj", "may"},
	{"juni", "june", "jun"}, {"juli", "july", "jul"}, {"augusti", "august", "aug"}, {"september", "sep", "sept"},
	{"oktober", "october", "okt", "oct"}, {"november", "nov"}, {"december", "dec"},
}

// ParseDate reads a day as people write it: 2015-11-09, 20151109, 9/11 2015, 9.11.2015, "9 nov. 2015", "November 9,
// 2015". Figures without a month's name are taken as in Sweden, the day first. A time of day behind an ISO date is left
// out. Years from 1990 to 2100 are dates; "hösten 2011", "2011-05" and two-digit years are not.
func ParseDate(s string) (year, month, day int, ok bool) {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) > 40 {
		return 0, 0, 0, false
	}
	if m := isoDate.FindStringSubmatch(s); m != nil {
		if m[2] != m[4] {
			return 0, 0, 0, false
		}
		return date(m[1], m[3], m[5])
	}
	if m := compactDate.FindStringSubmatch(s); m != nil {
		return date(m[1], m[2], m[3])
	}
	if m := dayFirst.FindStringSubmatch(s); m != nil {
		return date(m[3], m[2], m[1])
	}
	low := strings.ToLower(s)
	if m := dayName.FindStringSubmatch(low); m != nil {
		return date(m[3], monthNumber(m[2]), m[1])
	}
	if m := nameDay.FindStringSubmatch(low); m != nil {
		return date(m[3], monthNumber(m[1]), m[2])
	}
	return 0, 0, 0, false
}

func date(y, m, d string) (year, month, day int, ok bool) {
	year, _ = strconv.Atoi(y) // only digits come here
	month, _ = strconv.Atoi(m)
	day, _ = strconv.Atoi(d)
	if year < firstYear || year > lastYear {
		return 0, 0, 0, false
	}
	if _, ok := clock.NewDate(year, time.Month(month), day); !ok {
		return 0, 0, 0, false
	}
	return year, month, day, true
}

func monthNumber(name string) string {
	for i, names := range monthNames {
		for _, n := range names {
			if n == name {
				return strconv.Itoa(i + 1)
			}
		}
	}
	return "0"
}

var statuses = map[string]bool{
	"": true, "open": true, "oppet": true, "oppen": true, "oppnat": true, "opened": true, "aktiv": true, "aktivt": true, "active": true, "live": true,
	"closed": false, "avslutat": false, "avslutad": false, "avslutats": false, "stangt": false, "stangd": false, "nedlagt": false, "nedlagd": false,
	"inactive": false, "inaktiv": false, "inaktivt": false, "archived": false, "arkiverad": false, "arkiverat": false, "ended": false,
}

// ParseStatus reads whether an account is open. Empty is open; ok is false for a word it does not know.
func ParseStatus(s string) (open, ok bool) {
	if s = strings.TrimSpace(s); s == "" {
		return true, true
	}
	key := Key(s)
	if key == "" {
		return false, false
	}
	open, ok = statuses[key]
	return open, ok
}

// languages are those that Swedish municipalities write in, by Swedish, English and own names. The five national
// minority languages are among them.
var languages = map[string]string{
	"svenska": "sv", "swedish": "sv", "engelska": "en", "english": "en", "finska": "fi", "finnish": "fi", "suomi": "fi",
	"meankieli": "fit", "tornedalsfinska": "fit", "samiska": "se", "nordsamiska": "se", "sami": "se", "lulesamiska": "smj", "sydsamiska": "sma",
	"umesamiska": "sju", "pitesamiska": "sje", "romani": "rom", "romanichib": "rom", "romska": "rom", "jiddisch": "yi", "yiddish": "yi",
	"teckensprak": "swl", "svensktteckensprak": "swl",
	"arabiska": "ar", "arabic": "ar", "somaliska": "so", "somali": "so", "persiska": "fa", "farsi": "fa", "persian": "fa", "dari": "prs",
	"pashto": "ps", "polska": "pl", "polish": "pl", "tyska": "de", "german": "de", "deutsch": "de", "franska": "fr", "french": "fr",
	"spanska": "es", "spanish": "es", "ukrainska": "uk", "ukrainian": "uk", "ryska": "ru", "russian": "ru", "bosniska": "bs", "kroatiska": "hr",
	"serbiska": "sr", "albanska": "sq", "kurdiska": "ku", "kurmanji": "kmr", "sorani": "ckb", "tigrinja": "ti", "tigrinska": "ti", "amhariska": "am",
	"turkiska": "tr", "thai": "th", "thailandska": "th", "vietnamesiska": "vi", "kinesiska": "zh", "danska": "da", "danish": "da",
	"norska": "no", "norwegian": "no", "islandska": "is", "estniska": "et", "lettiska": "lv", "litauiska": "lt", "rumanska": "ro",
	"nederlandska": "nl", "dutch": "nl", "italienska": "it", "portugisiska": "pt", "grekiska": "el", "ungerska": "hu",
}

// ParseLanguage reads a language's name in Swedish or English, or its BCP 47 code, and gives the code: "Svenska" and
// "sv" are "sv". Empty stays empty. ok is false for what is no language, or several.
func ParseLanguage(s string) (code string, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" {
		return "", true
	}
	if code, ok := languages[Key(s)]; ok {
		return code, true
	}
	if len(s) > 11 { // "zh-Hant-TW" and the like; longer ones are words
		return "", false
	}
	tag, err := language.Parse(s)
	if err != nil || tag.IsRoot() {
		return "", false
	}
	return tag.String(), true
}
