package checklist_test

import (
	"encoding/json"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"kanalkoll/internal/checklist"
	"kanalkoll/internal/register"
	"kanalkoll/internal/register/platform"
)

func TestDefaultsPassTheCheck(t *testing.T) {
	for _, name := range checklist.Names {
		d := checklist.Default(name)
		if d.Name != name || d.Number != 1 || !d.Published() {
			t.Errorf("%s: %s %d, published %v", name, d.Name, d.Number, d.Published())
		}
		for _, f := range d.Content.Check() {
			t.Errorf("%s: %s: %s %v", name, f.Name, f.Key, f.Args)
		}
	}
	if checklist.Default("nosuch") != nil {
		t.Error("a default of no name")
	}
}

func TestADefaultIsACopy(t *testing.T) {
	checklist.Default(checklist.Startup).Content.Sections[0].Points[0].Name.SV = "Ändrat"
	if got := checklist.Default(checklist.Startup).Content.Sections[0].Points[0].Name.SV; got != "Beskriv syftet" {
		t.Errorf("the next copy says %q", got)
	}
}

// TestStartupAsksEverything holds the default against A1: every point in its order, in five sections, all mandatory.
func TestStartupAsksEverything(t *testing.T) {
	c := checklist.Default(checklist.Startup).Content
	var keys []string
	for _, p := range c.Points() {
		keys = append(keys, p.Key)
		if !p.Mandatory {
			t.Errorf("%s is not mandatory", p.Key)
		}
	}
	want := strings.Fields(`purpose goal message target_group channel account_kind terms technology resources monitoring sender risks
		records crisis marketing information notice`)
	if !slices.Equal(keys, want) {
		t.Errorf("points %v\nwant   %v", keys, want)
	}
	sizes := map[string]int{}
	for _, s := range c.Sections {
		sizes[s.Key] = len(s.Points)
	}
	if want := map[string]int{"why": 4, "channel": 4, "people": 2, "order": 3, "start": 4}; !reflect.DeepEqual(sizes, want) {
		t.Errorf("sections %v, want %v", sizes, want)
	}
}

// TestStartupFeedsRulesAndRegister names the answers that rules read and that the register takes.
func TestStartupFeedsRulesAndRegister(t *testing.T) {
	c := checklist.Default(checklist.Startup).Content
	register, rules := map[string][]string{}, map[string]string{}
	for _, p := range c.Points() {
		for _, f := range p.Fields {
			if f.Register != "" {
				register[f.Register] = append(register[f.Register], p.Key+"."+f.Key)
			}
		}
		for _, r := range p.Rules {
			rules[r] = p.Key
		}
	}
	wantRegister := map[string][]string{"purpose": {"purpose.purpose"}, "main_message": {"message.message"}, "target_group": {"target_group.target_group"},
		"language": {"target_group.language"}, "name": {"channel.name"}, "address": {"channel.address"}, "kind": {"account_kind.kind"},
		"sender": {"sender.sender"}, "unit_page": {"sender.unit_page"}, "content_page": {"information.content_page"},
		"crisis_use": {"crisis.use"}, "crisis_text": {"crisis.how", "crisis.pointer"}}
	if !reflect.DeepEqual(register, wantRegister) {
		t.Errorf("register %v\nwant     %v", register, wantRegister)
	}
	wantRules := map[string]string{"two_monitors": "monitoring", "two_logins": "technology", "not_personal": "account_kind", "terms_read": "terms",
		"sender_text": "sender", "unit_page": "sender", "content_page": "information", "contact_page": "information", "crisis_use": "crisis",
		"review_bounds": "notice"}
	if !reflect.DeepEqual(rules, wantRules) {
		t.Errorf("rules %v\nwant  %v", rules, wantRules)
	}
	for key, kind := range map[string]checklist.Kind{"purpose.assignment": "text", "goal.measure": "text", "message.agreement": "yesno",
		"message.collision": "long", "channel.handle": "text", "channel.why_channel": "long", "terms.read_on": "date", "terms.read_by": "persons",
		"terms.note": "long", "technology.it_help": "yesno", "technology.login_access": "persons", "technology.login_place": "text",
		"resources.hours": "text", "resources.people": "persons", "resources.enough": "yesno", "monitoring.monitors": "persons",
		"monitoring.answer_time": "choice", "monitoring.faster": "text", "monitoring.illness": "long", "sender.part_sentence": "long",
		"sender.page_updated": "yesno", "risks.secrecy": "yesno", "risks.personal_data": "yesno", "risks.other_law": "long",
		"risks.measures": "long", "records.registration": "long", "records.disposal": "long", "records.archiving": "long",
		"records.unsuitable": "long", "crisis.backup": "long", "marketing.marketing": "long", "information.contact_page": "link",
		"information.all_information": "yesno", "notice.opens_on": "date", "notice.review_on": "date", "notice.closing": "long"} {
		point, field, _ := strings.Cut(key, ".")
		if p := c.Point(point); p == nil || p.Field(field) == nil || p.Field(field).Kind != kind {
			t.Errorf("no field %s of kind %s", key, kind)
		}
	}
}

// TestKindOfAccountIsAskedWhereThereAreKinds: a website has no personal accounts.
func TestKindOfAccountIsAskedWhereThereAreKinds(t *testing.T) {
	c := checklist.Default(checklist.Startup).Content
	without := []platform.Name{platform.Website, platform.Blog, platform.Podcast}
	p := c.Point("account_kind")
	for _, on := range platform.Names() {
		if got, want := p.Applies(on, ""), !slices.Contains(without, on); got != want {
			t.Errorf("%s: asked %v, want %v", on, got, want)
		}
	}
	var values []string
	for _, o := range p.Field("kind").Options {
		values = append(values, o.Value)
	}
	if want := append(slices.Clone(register.Kinds), checklist.Personal); !slices.Equal(values, want) {
		t.Errorf("kinds %v, want %v", values, want)
	}
}

// TestLegalAsksEverything holds the default against A2 and appendix 3: six sections, a point for each question.
func TestLegalAsksEverything(t *testing.T) {
	got := map[string][]string{}
	var order []string
	for _, s := range checklist.Default(checklist.Legal).Content.Sections {
		order = append(order, s.Key)
		for _, p := range s.Points {
			got[s.Key] = append(got[s.Key], p.Key)
			if !p.Mandatory || p.Kind != checklist.KindYesNo || p.Source != "appendix 3" {
				t.Errorf("%s: mandatory %v, %s, %q", p.Key, p.Mandatory, p.Kind, p.Source)
			}
		}
	}
	if want := strings.Fields("purpose agreements internal_rules official_documents individual_errands information_duty"); !slices.Equal(order, want) {
		t.Errorf("sections %v, want %v", order, want)
	}
	want := map[string][]string{
		"purpose":            {"task", "requirements", "supervision"},
		"agreements":         {"own_terms", "user_terms"},
		"internal_rules":     {"spokespersons", "equipment", "private_accounts"},
		"official_documents": {"handling", "registration", "archiving", "disposal"},
		"individual_errands": {"referral", "incoming_errands"},
		"information_duty":   {"forbidden_content", "about_account", "cookies"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("points %v\nwant   %v", got, want)
	}
	c := checklist.Default(checklist.Legal).Content
	for _, key := range []string{"identity", "purpose", "visibility", "official_documents", "measures"} {
		if f := c.Point("about_account").Field(key); f == nil || !f.Mandatory {
			t.Errorf("about_account does not ask %s", key)
		}
	}
	for _, key := range []string{"spokespersons", "equipment", "handling", "registration", "archiving", "disposal", "incoming_errands"} {
		if p := c.Point(key); p.Field("link") == nil || p.Field("file") == nil {
			t.Errorf("%s takes no evidence", key)
		}
	}
}

var source = regexp.MustCompile(`^(p\. [1-8](, [1-8])*|appendix 3)$`)

// TestDefaultsAreCompleteInBothLanguages looks at every text: both languages or none, no exclamation marks, no spaces
// at the ends; and every point has its guidance and its source.
func TestDefaultsAreCompleteInBothLanguages(t *testing.T) {
	for _, name := range checklist.Names {
		c := checklist.Default(name).Content
		texts(reflect.ValueOf(c), string(name), func(at string, x checklist.Text) {
			if (x.SV == "") != (x.EN == "") {
				t.Errorf("%s: one language only: %q, %q", at, x.SV, x.EN)
			}
			for _, s := range []string{x.SV, x.EN} {
				if strings.Contains(s, "!") || s != strings.TrimSpace(s) || strings.Contains(s, "  ") {
					t.Errorf("%s: %q", at, s)
				}
			}
		})
		for _, p := range c.Points() {
			if p.Hint.SV == "" || p.Why.SV == "" || p.How.SV == "" || !strings.Contains(p.How.SV, "\nExempel") || !strings.Contains(p.How.EN, "\nExample") {
				t.Errorf("%s: hint, reason, way or example is missing", p.Key)
			}
			if !source.MatchString(p.Source) {
				t.Errorf("%s: source %q", p.Key, p.Source)
			}
		}
	}
}

// texts visits every Text within v.
func texts(v reflect.Value, at string, visit func(string, checklist.Text)) {
	if x, ok := v.Interface().(checklist.Text); ok {
		visit(at, x)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		if key := v.FieldByName("Key"); key.IsValid() {
			at += "." + key.String()
		}
		for i := range v.NumField() {
			texts(v.Field(i), at+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		for i := range v.Len() {
			texts(v.Index(i), at, visit)
		}
	}
}

func TestExportIsWhatTheContractSays(t *testing.T) {
	d := checklist.Default(checklist.Startup)
	raw, err := d.Export()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Name     string
		Number   int
		Sections []struct {
			Key    string
			Points []struct {
				Key, Kind string
				Mandatory bool
				Question  map[string]string
				Source    string
			}
		}
	}
	if err := json.Unmarshal(raw, &got); err != nil {
		t.Fatal(err)
	}
	if got.Name != "startup" || got.Number != 1 || len(got.Sections) != 5 {
		t.Fatalf("%s %d with %d sections", got.Name, got.Number, len(got.Sections))
	}
	p := got.Sections[2].Points[1]
	if p.Key != "monitoring" || p.Kind != "persons" || !p.Mandatory || p.Source != "p. 4, 8" ||
		!reflect.DeepEqual(p.Question, map[string]string{"sv": "Vilka bevakar kontot?", "en": "Who monitors the account?"}) {
		t.Errorf("monitoring is %+v", p)
	}
	var back checklist.Content
	if err := json.Unmarshal(raw, &back); err != nil || !reflect.DeepEqual(back, d.Content) {
		t.Errorf("the export does not hold the whole content: %v", err)
	}
	d.Content.Sections[0].Title.SV = "A & <B>"
	if raw, err = d.Export(); err != nil || !strings.Contains(string(raw), `"A & <B>"`) {
		t.Errorf("signs are not written as they are: %v", err)
	}
}
