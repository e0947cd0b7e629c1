package app_test

import (
	"bufio"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"

	"kanalkoll/internal/app"
)

const top = "../../"

// settings are the names the program really reads.
func settings() (names []string) {
	t := reflect.TypeFor[app.Config]()
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("env"), ",")
		if name != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// needed is what an operator must set.
var needed = map[string]string{
	"POSTGRES_PASSWORD": "a", "OWNER_PASSWORD": "b", "APP_PASSWORD": "c",
	"STORAGE_KEY_ID": "d", "STORAGE_SECRET": "e", "SESSION_KEY": strings.Repeat("f", 48),
}

func load(t *testing.T, env map[string]string) (*types.Project, error) {
	t.Helper()
	content, err := os.ReadFile(top + "docker-compose.yml")
	if err != nil {
		t.Fatal(err)
	}
	return loader.LoadWithContext(t.Context(), types.ConfigDetails{
		WorkingDir:  top,
		ConfigFiles: []types.ConfigFile{{Filename: "docker-compose.yml", Content: content}},
		Environment: maps.Clone(env), // loading adds to it
	})
}

func mustLoad(t *testing.T) *types.Project {
	t.Helper()
	p, err := load(t, needed)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// programs are the services that run our image.
func programs(p *types.Project) map[string]types.ServiceConfig {
	ours := map[string]types.ServiceConfig{}
	for name, s := range p.Services {
		if s.Build != nil {
			ours[name] = s
		}
	}
	return ours
}

func TestComposeSetsOnlyWhatTheProgramReads(t *testing.T) {
	read := append(settings(), "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY") // by the SDK behind STORAGE_URL
	for name, s := range programs(mustLoad(t)) {
		var environ []string
		for key, value := range s.Environment {
			if !slices.Contains(read, key) {
				t.Errorf("%s sets %s, which the program does not read", name, key)
			}
			if value == nil {
				t.Errorf("%s leaves %s to the operator's shell", name, key)
				continue
			}
			environ = append(environ, key+"="+*value)
		}
		if _, err := app.LoadConfig(environ); err != nil {
			t.Errorf("%s would not start: %v", name, err)
		}
	}
}

func TestComposeRunsTheParts(t *testing.T) {
	p := mustLoad(t)
	ours := programs(p)
	commands := map[string]int{}
	for name, s := range ours {
		commands[strings.Join(s.Command, " ")]++
		if _, err := os.Stat(top + s.Build.Dockerfile); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if s.Environment["DATABASE_URL"] == nil {
			t.Errorf("%s has no database: there are no PostgreSQL programs in the image", name)
		}
		if owner := s.Environment["DATABASE_OWNER_URL"]; (owner != nil) != (s.Command[0] == "migrate") {
			t.Errorf("%s: only migrate works under the owner's role", name)
		}
	}
	if commands["serve --no-worker"] != 1 || commands["work"] != 2 || commands["migrate up"] != 1 || len(ours) != 4 {
		t.Errorf("want a web, two workers and a migrate, got %v", commands)
	}
	if image := p.Services["database"].Image; !strings.HasPrefix(image, "postgres:17") {
		t.Errorf("the database is %s", image)
	}
}

// A service either stays, and then its health is asked, or ends, and then
// somebody waits for its end.
func TestComposeAsksForHealth(t *testing.T) {
	p := mustLoad(t)
	ends := map[string]bool{}
	for name, s := range p.Services {
		for other, dep := range s.DependsOn {
			o, ok := p.Services[other]
			if !ok {
				t.Errorf("%s waits for %s, which is not there", name, other)
				continue
			}
			switch dep.Condition {
			case types.ServiceConditionCompletedSuccessfully:
				ends[other] = true
			case types.ServiceConditionHealthy:
				if o.HealthCheck == nil || o.HealthCheck.Disable {
					t.Errorf("%s waits for the health of %s, which is not asked", name, other)
				}
			default:
				t.Errorf("%s does not wait until %s can be used", name, other)
			}
		}
	}
	for name, s := range p.Services {
		asked := s.HealthCheck != nil && !s.HealthCheck.Disable && len(s.HealthCheck.Test) > 1
		if asked == ends[name] {
			t.Errorf("%s: health asked %v, ends by itself %v", name, asked, ends[name])
		}
	}
}

func TestComposeRefusesToStartWithoutItsSecrets(t *testing.T) {
	for missing := range needed {
		env := map[string]string{}
		for k, v := range needed {
			if k != missing {
				env[k] = v
			}
		}
		if _, err := load(t, env); err == nil || !strings.Contains(err.Error(), missing) {
			t.Errorf("without %s: want an error that names it, got %v", missing, err)
		}
	}
}

var exampleLine = regexp.MustCompile(`^#?([A-Z_]+)=`)

func TestEnvExampleNamesEverySetting(t *testing.T) {
	f, err := os.Open(top + ".env.example")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = f.Close() }()
	var names []string
	explained := ""
	for sc := bufio.NewScanner(f); sc.Scan(); explained = sc.Text() {
		m := exampleLine.FindStringSubmatch(sc.Text())
		if m == nil {
			continue
		}
		names = append(names, m[1])
		if !strings.HasPrefix(explained, "# ") {
			t.Errorf("%s has no explanation above it", m[1])
		}
	}
	slices.Sort(names)
	if want := settings(); !slices.Equal(names, want) {
		t.Errorf("listed\n%v\nread\n%v", names, want)
	}
}

func TestEnvExampleNamesWhatComposeNeeds(t *testing.T) {
	b, err := os.ReadFile(top + ".env.example")
	if err != nil {
		t.Fatal(err)
	}
	for name := range needed {
		if !strings.Contains(string(b), "#compose "+name+"=") {
			t.Errorf("%s is not named", name)
		}
	}
}
