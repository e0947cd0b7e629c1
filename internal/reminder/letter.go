package reminder

import (
	"context"
	"strings"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/mail"
)

// longestLetter is how many things a letter names one by one; a link leads to the rest.
const longestLetter = 50

// compose writes the letter in its recipient's language. It names the subjects, which are public, and leads to their
// pages by links; nothing else of them is in it.
func (s *Service) compose(ctx context.Context, l *claimed) mail.Message {
	lang := l.recipient.language
	ctx = i18n.With(ctx, lang)
	var parts []string
	add := func(part string) { parts = append(parts, part) }
	add(i18n.T(ctx, "reminder.letter.hello", "Name", l.recipient.name))
	intro, subject := frame(l.items)
	add(i18n.T(ctx, intro, "Tenant", l.tenant.Name, "Count", len(l.items)))
	for i, it := range l.items {
		if i == longestLetter {
			add(i18n.T(ctx, "reminder.letter.more", "Count", len(l.items)-longestLetter))
			break
		}
		add(it.rule.Line(ctx, it.subject, it.DueOn) + "\n" + s.link(l.tenant, it.subject.Path))
	}
	said := map[string]bool{}
	for _, it := range l.items {
		if !said[it.Kind] && it.rule.Advice != "" {
			said[it.Kind] = true
			add(i18n.T(ctx, it.rule.Advice))
		}
	}
	add(i18n.T(ctx, "reminder.letter.all") + "\n" + s.link(l.tenant, "/app/reminders"))
	add(i18n.T(ctx, "reminder.letter.why", "Tenant", l.tenant.Name))
	return mail.Message{
		ID:      s.messageID(l.ID),
		To:      mail.Address{Name: l.recipient.name, Email: l.recipient.email},
		Subject: i18n.T(ctx, subject, "Tenant", l.tenant.Name, "Count", len(l.items), "What", i18n.T(ctx, l.items[0].rule.Name)),
		Text:    strings.Join(parts, "\n\n") + "\n",
		Lang:    lang,
	}
}

// frame gives the keys of a letter's first sentence and of its subject: things to do, news, or some of each.
func frame(items []item) (intro, subject string) {
	news := 0
	for _, it := range items {
		if it.rule.News {
			news++
		}
	}
	switch {
	case news == 0:
		return "reminder.letter.intro", "reminder.letter.subject"
	case len(items) == 1:
		return "reminder.letter.intro_news", "reminder.letter.subject_one"
	case news == len(items):
		return "reminder.letter.intro_news", "reminder.letter.subject_news"
	default:
		return "reminder.letter.intro_mixed", "reminder.letter.subject_mixed"
	}
}
