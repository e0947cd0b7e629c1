package i18n

import (
	"context"
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// builtKeys are beginnings of keys that code completes, each with the reason. All keys below one count as used.
var builtKeys = map[string]string{
	"leaveweb.what.":             "what somebody holds, by the kind of holding",
	"leaveweb.way.":              "how somebody gets into an account",
	"leaveweb.close.":            "how such a way in is closed",
	"leaveweb.form.":             "the name of a field of the form by which somebody leaves",
	"checklistweb.live.becomes.": "what becomes of an answer, by the part of the roster",
	"checklistweb.live.is.":      "where an answer comes from, by the part of the roster",
	"checklistweb.live.change.":  "the way to the part of the roster",
	"peopleweb.merge.reason.":    "why two people may be one",
	"peopleweb.merge.moved.":     "a kind of things that move with somebody",
	"roster.role.":               "the word of a roster.Role",
	"rosterweb.field.":           "the label of a field of an assignment",
	"rosterweb.role_hint.":       "what a roster.Role does",
	"aheadweb.act.":              "the button that takes a roster.StepKind",
	"aheadweb.step.":             "what a roster.StepKind is",
	"aheadweb.done.":             "what a roster.StepKind has done",
	"aheadweb.next.":             "what to do first, by the roster.Trouble",
	"aheadweb.when.":             "how it stands, by the roster.Trouble",
	"aheadweb.reading.":          "the name of a figure",
	"aheadweb.more.":             "the name of a page beside the list",
	"rosterweb.why.":             "why an account lacks people, by the roster.Reason",
	"peopleweb.kind.":            "the word of a roster.ImportKind",
	"roster.import.columns.":     "what a file of a roster.ImportKind must hold",
	"roster.import.field.":       "the word of a field of a file, by package roster",
	"custodyweb.concern.":        "what has to be mended, by the roster.ConcernKind",
	"custodyweb.mend.":           "the act that mends it",
	"custodyweb.way.":            "the word of a roster.Way",
	"custodyweb.way_hint.":       "what a roster.Way means",
	"roster.secret.":             "what to write instead of a secret, by the field",
	"checklistreview.doc.fact.":  "what a fact at the head of a checklist's document is",
	"checklistreview.judged.":    "what a reviewer's act did, by the checklist.Verdict",
	"checklistreview.next.":      "what a unit has to do first, by the state of the checklist",
	"checklistreview.remark.":    "who said what of a point, by the kind of remark",
	"checklistreview.state.":     "the word of a checklist.State",
	"checklistreview.step.":      "what happened to a checklist, by the event of its record",
	"checklistreview.verdict.":   "the word of a checklist.Verdict",
	"import.field.":              "the word of a field of a file, by package sheet",
	"auditweb.kind.":             "the kinds of act to choose from",
	"auditweb.action.":           "the word of an act in the log",
	"auditweb.actor.":            "the word of a kind of actor",
	"auditweb.object.":           "the word of a kind of object",
	"auditweb.field.":            "the word of a field in the log",
	"app.nav.":                   "the menu, by the name of the room",
	"identityweb.role.":          "the word of an identity.Role",
	"page.kind.":                 "the word of a page.Kind",
	"register.problem.":          "what is wrong with a pasted address, by platform.Problem",
	"platform.label.":            "the word of a platform that is no brand",
	"checklist.title.":           "what a checklist.Name is called",
	"checklist.answer.":          "yes and no",
	"fieldweb.reason_hint.":      "which answer needs a reason, by checklist.Reasons",
	"templateweb.reason.":        "which answer needs a reason, by checklist.Reasons",
	"checklist.missing.reason.":  "what an answer without its reason lacks",
	"checklist.missing.":         "what a field of a checklist.Kind lacks",
	"checklist.lacks.":           "why a point stands in the way, by its checklist.PointState",
	"checklistweb.proposal.":     "where a proposal comes from, by checklist.Source",
	"checklistweb.begin.":        "what a checklist.Name that is not begun is for",
	"checklistweb.begin.act.":    "the button that begins a checklist.Name",
	"checklistweb.change.":       "the words of a checklist.Change",
	"checklistweb.about.":        "the name of a fact beside a checklist",
	"checklistweb.event.":        "the words of a step of a checklist's life",
	"checklistweb.state.open.":   "why a checklist is open, by checklist.Reason",
	"register.did.":              "what somebody did with an account, by the name of the act in the log",
	"register.event.":            "what has happened to an account, by the kind of event",
	"registerweb.crisis_use.":    "the word of whether an account is used in a crisis",
	"registerweb.final_capture.": "the word of what became of the last copy",
	"registerweb.status.":        "the word of a register.Status",
	"registerweb.field.":         "the name of a field of an account",
	"registerweb.hint.":          "what stands under a field's name",
	"registerweb.kind.":          "the word of a kind of account",
	"registerweb.sender.":        "the word of a sender marking",
	"registerweb.part.hint.":     "what stands under a field's name in the form of a part",
	"registerweb.lang.":          "the name of a language, by its code",
	"registerweb.lack_act.":      "the way to mend what a register.Condition lacks, by its name",
	"registerweb.step.":          "the words of a register.Step, by its name",
	"duties.name.":               "what a duty of a profile is called",
	"duties.look.":               "what to look for",
	"duties.state.":              "the word of a register.DutyState",
	"texts.body.":                "a ready-made text, by its key",
	"texts.head.":                "what a ready-made text, or a part of one, is called",
	"texts.hint.":                "where a ready-made text goes",
	"texts.in.":                  "the name of a language, by its code",
	"tenant.content.":            "our text of a part of the page on how content is handled",
	"tenant.content_head.":       "the heading of such a part",
	"template.name.":             "the name of a checklist.Name",
	"today.item.":                "the words of a thing to do",
	"today.state.":               "how many things are to do, by urgency",
	"today.urgency.":             "the word of a today.Urgency",
	"checklist.rule.":            "the sentence of a rule, by its name",
	"templateweb.diff.":          "what a checklist.Change is, with the thing that it is about",
	"templateweb.thing.":         "a point, a field or a section, with its name",
	"templateweb.part.":          "the name of a text of a point or a field",
	"templateweb.hint.":          "what stands under such a name",
	"templateweb.kind.":          "the word of a checklist.Kind",
	"templateweb.is.":            "yes or no",

	"checklistdoc.state.":   "the word of a checklist.State",
	"checklistdoc.event.":   "what made a document, by the event in the record",
	"checklistdoc.point.":   "the word of a point's state",
	"checklistdoc.verdict.": "the word of a checklist.Verdict",
	"checklistdoc.remark.":  "who said what of a point, by the kind of remark",
}

// notKeys look like keys of a room but are none, each with the reason.
var notKeys = map[string]string{
	"app.tenant_id": "setting of a database transaction",
	"app.system":    "setting of a database transaction",
}

// notKeyFiles hold names of other kinds that look like keys.
var notKeyFiles = map[string]string{
	"internal/identity/permission.go": "names of permissions",
}

var assetName = regexp.MustCompile(`\.(css|js|json|csv|svg|png|html|pdf|zip|xml|rdf|atom|xlsx|sql)$`)

type message struct{ forms map[string]string } // "" is the only form of a plain sentence

func read(t *testing.T, lang string) map[string]message {
	t.Helper()
	names, err := fs.Glob(files, path.Join("locales", lang, "*.json"))
	if err != nil || len(names) == 0 {
		t.Fatalf("no sentences in %s: %v", lang, err)
	}
	all := map[string]message{}
	for _, name := range names {
		raw, err := files.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var entries map[string]any
		if err := json.Unmarshal(raw, &entries); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for key, value := range entries {
			m := message{forms: map[string]string{}}
			switch v := value.(type) {
			case string:
				m.forms[""] = v
			case map[string]any:
				for form, text := range v {
					m.forms[form] = fmt.Sprint(text)
				}
			default:
				t.Errorf("%s: %s is neither a sentence nor plural forms", name, key)
			}
			all[key] = m
		}
	}
	return all
}

var placeholder = regexp.MustCompile(`{{\s*\.(\w+)\s*}}`)

func placeholders(text string) []string {
	found := map[string]bool{}
	for _, m := range placeholder.FindAllStringSubmatch(text, -1) {
		found[m[1]] = true
	}
	return slices.Sorted(maps.Keys(found))
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	sv, en := read(t, Swedish), read(t, English)
	for key := range en {
		if _, ok := sv[key]; !ok {
			t.Errorf("%s is missing in Swedish", key)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sv)) {
		a := sv[key]
		b, ok := en[key]
		if !ok {
			t.Errorf("%s is missing in English", key)
			continue
		}
		checkForms(t, key, Swedish, a)
		checkForms(t, key, English, b)
		if pa, pb := placeholders(longest(a)), placeholders(longest(b)); !slices.Equal(pa, pb) {
			t.Errorf("%s: placeholders %v in Swedish, %v in English", key, pa, pb)
		}
	}
}

// longest gives the form that holds every placeholder: "other", or the only one.
func longest(m message) string {
	if s, ok := m.forms["other"]; ok {
		return s
	}
	return m.forms[""]
}

func checkForms(t *testing.T, key, lang string, m message) {
	t.Helper()
	if _, plain := m.forms[""]; !plain && (len(m.forms) != 2 || m.forms["one"] == "" || m.forms["other"] == "") {
		t.Errorf("%s in %s: plural needs one and other, has %v", key, lang, slices.Sorted(maps.Keys(m.forms)))
	}
	for form, text := range m.forms {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%s in %s is empty", key, lang)
		}
		if strings.Contains(text, "!") {
			t.Errorf("%s in %s has an exclamation mark", key, lang)
		}
		if rest := placeholder.ReplaceAllString(text, ""); strings.Contains(rest, "{{") || strings.Contains(rest, "}}") {
			t.Errorf("%s in %s, form %q: malformed placeholder in %q", key, lang, form, text)
		}
	}
}

// use is a string in the code that looks like a key.
type use struct{ key, place string }

func TestKeysOfTheCodeExistAndAreAllUsed(t *testing.T) {
	sv := read(t, Swedish)
	rooms := map[string]bool{}
	for key := range sv {
		room, _, _ := strings.Cut(key, ".")
		rooms[room] = true
	}
	uses := codeStrings(t, rooms)
	used := map[string]bool{}
	for _, u := range uses {
		used[u.key] = true
		_, isKey := sv[u.key]
		switch {
		case isKey:
		case strings.HasSuffix(u.key, "."):
			if builtKeys[u.key] == "" {
				t.Errorf("%s: keys are put together from %q; name it in builtKeys with the reason", u.place, u.key)
			}
		default:
			t.Errorf("%s: key %q does not exist", u.place, u.key)
		}
	}
	for prefix := range builtKeys {
		room, _, _ := strings.Cut(prefix, ".")
		if rooms[room] && !used[prefix] {
			t.Errorf("builtKeys: %q stands nowhere in the code", prefix)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sv)) {
		if !used[key] && !built(key) {
			t.Errorf("key %s is not used", key)
		}
	}
}

// built reports whether code puts the key together.
func built(key string) bool {
	for prefix := range builtKeys {
		if strings.HasPrefix(key, prefix) {
			return true
		}
	}
	return false
}

var looksLikeKey = regexp.MustCompile(`^([a-z0-9]+)\.[a-z0-9_.]*$`)

func codeStrings(t *testing.T, rooms map[string]bool) []use {
	t.Helper()
	var uses []use
	add := func(s, place, file string) {
		m := looksLikeKey.FindStringSubmatch(s)
		if m == nil || !rooms[m[1]] || notKeys[s] != "" || notKeyFiles[file] != "" || assetName.MatchString(s) {
			return
		}
		uses = append(uses, use{s, place})
	}
	quoted := regexp.MustCompile(`"([a-z0-9]+\.[a-z0-9_.]*)"`)
	root := filepath.Join("..", "..")
	for _, dir := range []string{"internal", "cmd"} {
		start := filepath.Join(root, dir)
		if _, err := os.Stat(start); err != nil {
			continue
		}
		err := filepath.WalkDir(start, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			rel, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			rel = filepath.ToSlash(rel)
			switch {
			case strings.HasSuffix(name, "_templ.go"), strings.HasSuffix(name, "_test.go"):
				return nil
			case strings.HasSuffix(name, ".templ"):
				raw, err := os.ReadFile(name)
				if err != nil {
					return err
				}
				for i, line := range strings.Split(string(raw), "\n") {
					if strings.HasPrefix(strings.TrimSpace(line), "//") {
						continue
					}
					for _, m := range quoted.FindAllStringSubmatch(line, -1) {
						add(m[1], fmt.Sprintf("%s:%d", rel, i+1), rel)
					}
				}
			case strings.HasSuffix(name, ".go"):
				return goStrings(name, rel, add)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return uses
}

// goStrings gives every string literal of a file but its imports, names of acts that need permission, which are
// constants called Act…, and what goes to the audit log, which has names of its own.
func goStrings(name, rel string, add func(s, place, file string)) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec:
			return false
		case *ast.ValueSpec:
			return !strings.HasPrefix(n.Names[0].Name, "Act")
		case *ast.CallExpr:
			return !strings.HasPrefix(called(n), "audit.")
		case *ast.CompositeLit:
			if sel, ok := n.Type.(*ast.SelectorExpr); ok {
				if pkg, ok := sel.X.(*ast.Ident); ok && pkg.Name == "audit" {
					return false
				}
			}
		case *ast.BasicLit:
			if n.Kind == token.STRING {
				if s, err := strconv.Unquote(n.Value); err == nil {
					add(s, fmt.Sprintf("%s:%d", rel, set.Position(n.Pos()).Line), rel)
				}
			}
		}
		return true
	})
	return nil
}

// called gives "pkg.Func" of a call, or "".
func called(c *ast.CallExpr) string {
	if sel, ok := c.Fun.(*ast.SelectorExpr); ok {
		if pkg, ok := sel.X.(*ast.Ident); ok {
			return pkg.Name + "." + sel.Sel.Name
		}
	}
	return ""
}

func TestTSaysTheSentence(t *testing.T) {
	ctx := With(context.Background(), English)
	if got := T(ctx, "page.title_error", "Title", "Add account"); got != "Error: Add account" {
		t.Errorf("got %q", got)
	}
	if got := T(context.Background(), "page.show"); got != "Visa" {
		t.Errorf("without a language: %q, want Swedish", got)
	}
	if got := T(ctx, "page.no_such_key"); got != "[page.no_such_key]" {
		t.Errorf("unknown key: %q", got)
	}
	if got := T(With(ctx, "de"), "page.show"); got != "Visa" {
		t.Errorf("unknown language: %q, want Swedish", got)
	}
}
