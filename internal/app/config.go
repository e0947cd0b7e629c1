// Package app is the only wiring: settings, services, routes and jobs.
package app

import (
	"fmt"
	"net"
	"net/url"
	"path/filepath"
	"strings"

	"github.com/caarlos0/env/v11"
)

// Config is the settings of the program, all from the environment. .env.example lists them.
type Config struct {
	DatabaseURL      string `env:"DATABASE_URL"`                                   // the application's role; empty: the embedded database
	DatabaseOwnerURL string `env:"DATABASE_OWNER_URL"`                             // the owner's role, for migrate
	DataDir          string `env:"KANALKOLL_DATA_DIR" envDefault:"var"`            // embedded database, files, mail on disk, generated secrets
	ListenAddr       string `env:"LISTEN_ADDR"        envDefault:"127.0.0.1:8080"` // where the pages are served
	OpsAddr          string `env:"OPS_ADDR"`                                       // second listener for operators; empty: none
	BaseURL          string `env:"BASE_URL"`                                       // in mails and feeds; default http:// and LISTEN_ADDR
	StorageURL       string `env:"STORAGE_URL"`                                    // file:// or s3://; default a folder under DataDir
	SMTPURL          string `env:"SMTP_URL"`                                       // empty: mails are written as .eml under DataDir
	SessionKey       string `env:"SESSION_KEY"`                                    // 32 bytes or more; empty: made once under DataDir
	Demo             bool   `env:"KANALKOLL_DEMO"`                                 // sign-in buttons of the demo municipality
}

// LoadConfig reads the settings from environ ("NAME=value" lines, as os.Environ gives them) and refuses, in one line
// that names the setting, what cannot work.
func LoadConfig(environ []string) (Config, error) {
	var c Config
	if err := env.ParseWithOptions(&c, env.Options{Environment: env.ToMap(environ)}); err != nil {
		return c, fmt.Errorf("settings: %w", err)
	}
	dir, err := filepath.Abs(c.DataDir)
	if err != nil {
		return c, fmt.Errorf("KANALKOLL_DATA_DIR: %w", err)
	}
	c.DataDir = dir
	host, _, err := net.SplitHostPort(c.ListenAddr)
	if err != nil {
		return c, fmt.Errorf("LISTEN_ADDR: %q is not host:port", c.ListenAddr)
	}
	if c.BaseURL == "" {
		c.BaseURL = "http://" + c.ListenAddr
	}
	if c.StorageURL == "" {
		c.StorageURL = "file://" + filepath.ToSlash(filepath.Join(dir, "files"))
	}
	c.BaseURL = strings.TrimRight(c.BaseURL, "/")
	if err := oneScheme("BASE_URL", c.BaseURL, "http", "https"); err != nil {
		return c, err
	}
	if err := oneScheme("STORAGE_URL", c.StorageURL, "file", "s3"); err != nil {
		return c, err
	}
	if c.SMTPURL != "" {
		if err := oneScheme("SMTP_URL", c.SMTPURL, "smtp", "smtps"); err != nil {
			return c, err
		}
	}
	if c.SessionKey != "" && len(c.SessionKey) < 32 {
		return c, fmt.Errorf("SESSION_KEY: must be at least 32 characters")
	}
	if c.Demo && !loopback(host) {
		return c, fmt.Errorf("KANALKOLL_DEMO: refused, because LISTEN_ADDR %s can be reached from other machines", c.ListenAddr)
	}
	return c, nil
}

// EmbeddedDatabase reports whether the program runs its own PostgreSQL.
func (c Config) EmbeddedDatabase() bool { return c.DatabaseURL == "" }

// HTTPS reports whether people reach the program by https, which switches on Secure cookies and HSTS.
func (c Config) HTTPS() bool { return strings.HasPrefix(c.BaseURL, "https://") }

// Host gives the host part of BASE_URL, without port.
func (c Config) Host() string {
	u, err := url.Parse(c.BaseURL)
	if err != nil {
		return "localhost" // LoadConfig has refused it
	}
	return u.Hostname()
}

func oneScheme(name, value string, schemes ...string) error {
	u, err := url.Parse(value)
	if err != nil {
		return fmt.Errorf("%s: is not an address", name) // the value may hold a password
	}
	for _, s := range schemes {
		if u.Scheme == s {
			return nil
		}
	}
	return fmt.Errorf("%s: must begin with %s://", name, strings.Join(schemes, ":// or "))
}

func loopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}
