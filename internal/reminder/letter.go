package reminder

import (
	"context"
	"strings"

	"kanalkoll/internal/i18n"
	"kanalkoll/internal/mail"
)

// longestLetter is how many things a letter names one by one; a link leads to the rest.
const longestLetter = 50

// compose writes the letter in its recipient's language. It names the subjects, which are public or known to whoever
// is told, and leads to their pages by links; nothing else of them is in it.
func (s *Service) compose(ctx context.Context, l *claimed) mail.Message {
	lang := l.recipient.language
	ctx = i18n.With(ctx, lang)
	var parts []string
	add := func(part string) { parts = append(parts, part) }
	add(i18n.T(ctx, "reminder.letter.hello", "Name", l.recipient.name))
	add(i18n.T(ctx, frame(l.items, "reminder.letter.intro", "reminder.letter.intro_news", "reminder.letter.intro_mixed"), "Tenant", l.tenant.Name, "Count", len(l.items)))
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
		Subject: about(ctx, l),
		Text:    strings.Join(parts, "\n\n") + "\n",
		Lang:    lang,
	}
}

// about gives the letter's subject. One piece of news is its own.
func about(ctx context.Context, l *claimed) string {
	if len(l.items) == 1 && l.items[0].rule.News {
		return i18n.T(ctx, "reminder.letter.subject_one", "Tenant", l.tenant.Name, "What", i18n.T(ctx, l.items[0].rule.Name))
	}
	key := frame(l.items, "reminder.letter.subject", "reminder.letter.subject_news", "reminder.letter.subject_mixed")
	return i18n.T(ctx, key, "Tenant", l.tenant.Name, "Count", len(l.items))
}

// frame chooses the key for things to do, for news, or for some of each.
func frame(items []item, todo, news, mixed string) string {
	n := 0
	for _, it := range items {
		if it.rule.News {
			n++
		}
	}
	switch n {
	case 0:
		return todo
	case len(items):
		return news
	}
	return mixed
}
