package page

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"html"
	"io/fs"
	"path/filepath"
	"reflect"
	"strconv"
	"strings"
	"testing"
	"unicode"

	templparser "github.com/a-h/templ/parser/v2"
)

// sameInEveryLanguage are words that stand in templates: names, and formats that are called so everywhere.
var sameInEveryLanguage = map[string]bool{
	"Kanalkoll": true, "JSON": true, "CSV": true, "Atom": true, "DCAT-AP-SE": true, "RDF": true, "XLSX": true, "PDF": true,
}

// spokenAttributes are read by people; value is one where it holds words.
var spokenAttributes = map[string]bool{"aria-label": true, "aria-description": true, "aria-roledescription": true, "title": true, "placeholder": true, "alt": true, "label": true, "value": true, "content": true}

// Every sentence of the interface goes through a key, so that both languages have it. The content security policy
// allows neither inline styles nor inline scripts, so templates hold none.
func TestTemplatesHoldNoSentencesAndNoInlineCode(t *testing.T) {
	files := templates(t)
	if len(files) == 0 {
		t.Fatal("found no templates")
	}
	for _, file := range files {
		parsed, err := templparser.Parse(file)
		if err != nil {
			t.Errorf("%s: %v", file, err)
			continue
		}
		for _, p := range literals(parsed) {
			t.Errorf("%s: %s", file, p)
		}
	}
}

func TestLiteralsAreFound(t *testing.T) {
	for source, want := range map[string]int{
		`<p>Spara</p>`:                                  1,
		`<p>{ "Spara" }</p>`:                            1,
		`<p>{ "Spara " + name }</p>`:                    1,
		`<p>{ i18n.T(ctx, "a.b", "Name", name) }</p>`:   0,
		`<p>&nbsp;</p>`:                                 0,
		`<p>Kanalkoll</p>`:                              0,
		`<a title="Till startsidan" href="/">{ x }</a>`: 1,
		`<a title={ "Till startsidan" }>{ x }</a>`:      1,
		`<input type="hidden" value="close"/>`:          0,
		`<input type="submit" value="Spara"/>`:          1,
		`<p style="color: red">{ x }</p>`:               1,
		`<p style={ x }>{ x }</p>`:                      1,
		`<p onclick="go()">{ x }</p>`:                   1,
		`<script>alert(1)</script>`:                     1,
		`<style>p { color: red }</style>`:               1,
	} {
		parsed, err := templparser.ParseString("package x\n\ntempl y() {\n\t" + source + "\n}\n")
		if err != nil {
			t.Fatalf("%s: %v", source, err)
		}
		if got := literals(parsed); len(got) != want {
			t.Errorf("%s: found %q, want %d", source, got, want)
		}
	}
}

func templates(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".templ" {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// literals walks everything the parser knows of; the types are many and change, so it goes by reflection.
func literals(file *templparser.TemplateFile) []string {
	var found []string
	var walk func(v reflect.Value)
	walk = func(v reflect.Value) {
		switch v.Kind() {
		case reflect.Pointer:
			if !v.IsNil() && v.CanInterface() {
				if problem := literal(v.Interface()); problem != "" {
					found = append(found, problem)
				}
				walk(v.Elem())
			}
		case reflect.Interface:
			if !v.IsNil() {
				walk(v.Elem())
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i))
			}
		case reflect.Struct:
			for i := range v.NumField() {
				if v.Type().Field(i).IsExported() {
					walk(v.Field(i))
				}
			}
		}
	}
	walk(reflect.ValueOf(file))
	return found
}

func literal(node any) string {
	switch n := node.(type) {
	case *templparser.Text:
		if words(html.UnescapeString(n.Value)) {
			return fmt.Sprintf("line %d: text %q", n.Range.From.Line+1, n.Value)
		}
	case *templparser.StringExpression:
		if s := spelt(n.Expression.Value); words(s) {
			return fmt.Sprintf("line %d: text %q", n.Expression.Range.From.Line+1, s)
		}
	case *templparser.ConstantAttribute:
		key := n.Key.String()
		value := html.UnescapeString(n.Value)
		switch {
		case key == "style" || strings.HasPrefix(key, "on"):
			return "inline " + key + ": " + value
		case key == "value" || key == "content":
			if strings.ContainsFunc(value, func(r rune) bool { return unicode.IsUpper(r) || r > unicode.MaxASCII }) {
				return "attribute " + key + ": " + value
			}
		case spokenAttributes[key] && words(value):
			return "attribute " + key + ": " + value
		}
	case *templparser.ExpressionAttribute:
		key := n.Key.String()
		if key == "style" || strings.HasPrefix(key, "on") {
			return "inline " + key
		}
		if s := spelt(n.Expression.Value); spokenAttributes[key] && key != "value" && words(s) {
			return "attribute " + key + ": " + s
		}
	case *templparser.ScriptElement:
		if len(n.Contents) > 0 {
			return "inline script"
		}
	case *templparser.RawElement:
		if strings.TrimSpace(n.Contents) != "" {
			return "inline " + n.Name
		}
	}
	return ""
}

// words reports whether text holds a word that would need a translation.
func words(text string) bool {
	text = strings.TrimSpace(text)
	return strings.ContainsFunc(text, unicode.IsLetter) && !sameInEveryLanguage[text]
}

// spelt gives the string literals that an expression puts together itself; what it passes to functions is not
// text but keys and names.
func spelt(expression string) string {
	e, err := parser.ParseExpr(expression)
	if err != nil {
		return ""
	}
	var out strings.Builder
	var walk func(ast.Expr)
	walk = func(e ast.Expr) {
		switch e := e.(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(e.Value); err == nil && e.Kind == token.STRING {
				out.WriteString(s)
			}
		case *ast.BinaryExpr:
			walk(e.X)
			walk(e.Y)
		case *ast.ParenExpr:
			walk(e.X)
		}
	}
	walk(e)
	return out.String()
}
