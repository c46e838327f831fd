// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An explanation as a picture: the steps from top to bottom, a lane for each
 * right that was asked for, and what became of it on its way.
 */
#include "explanation.h"
#include "svg.h"

#include <stdlib.h>

#define MARGIN 24u
#define STEP_WIDTH 150u	 /* the names of the steps */
#define LABEL_WIDTH 790u /* what happened */
#define LABEL_CHARS 110u /* in a line of it */
#define LINE_HEIGHT 17u
#define TITLE_HEIGHT 25u
#define ROW_PADDING 14u
#define HEADING_HEIGHT 138u /* the names of the rights */

enum state {
	STATE_OPEN,
	STATE_GRANTED,
	STATE_DENIED,
	STATE_REMOVED,
};

static const char *const state_classes[] = {
	[STATE_OPEN] = "open",
	[STATE_GRANTED] = "granted",
	[STATE_DENIED] = "denied",
	[STATE_REMOVED] = "removed",
};

struct picture {
	const struct kacs_explanation *explanation;
	struct kacs_buffer body;
	u32 y;
	u32 bits[32]; /* of the lanes */
	u32 lanes;
	u32 lane_width;
	u8 states[32]; /* of the lanes, enum state */
	u32 width;
	u32 last_step; /* that has a row */
	bool shaded;   /* the band of the step under way */
};

/* What stands in a row: bits that change, and text. */
struct row {
	u32 step;
	u32 bits;
	u8 effect;  /* enum kacs_effect */
	bool inner; /* of an evaluation inside: only its end counts */
	bool idle;  /* of no importance */
	struct kacs_buffer text;   /* what happened */
	struct kacs_buffer detail; /* the ACE and its condition */
};

static u32 lane_x(const struct picture *picture, u32 lane)
{
	return MARGIN + STEP_WIDTH + picture->lane_width * lane +
	       picture->lane_width / 2;
}

static u32 label_x(const struct picture *picture)
{
	return MARGIN + STEP_WIDTH + picture->lane_width * picture->lanes + 16;
}

/* All rights that the check was about. */
static u32 rights_of(const struct kacs_explanation *explanation)
{
	u32 bits = explanation->decision.desired, i;

	if (!explanation->decision.maximum_allowed)
		return bits;
	bits |= explanation->decision.granted;
	for (i = 0; i < explanation->trace.count; i++)
		bits |= explanation->entries[i].bits;
	return bits;
}

static void make_lanes(struct picture *picture)
{
	u32 rights = rights_of(picture->explanation), bit;

	for (bit = 0; bit < 32; bit++)
		if (rights >> bit & 1)
			picture->bits[picture->lanes++] = 1u << bit;
	picture->lane_width = picture->lanes > 10 ? 24 : 34;
	picture->width = label_x(picture) + LABEL_WIDTH + MARGIN;
}

/* How many characters, of that many tenths of a pixel, the width has room for. */
static u32 wide_chars(const struct picture *picture, u32 tenths)
{
	return (picture->width - 2 * MARGIN) * 10 / tenths;
}

/* The text in lines of at most @most characters. Return: below the last one. */
static u32 put_lines(struct kacs_buffer *out, const char *text, u32 x, u32 y,
		     u32 most, const char *class)
{
	size_t len;

	while (*text) {
		len = kacs_svg_line(text, most);
		kacs_buffer_printf(out, "<text class=\"%s\" x=\"%u\" y=\"%u\">",
				   class, x, y);
		kacs_svg_put_text(out, text, len);
		kacs_buffer_text(out, "</text>\n");
		text += len + (text[len] == '\n');
		y += strcmp(class, "title") ? LINE_HEIGHT : TITLE_HEIGHT;
	}
	return y;
}

static u32 count_lines(const char *text, u32 most)
{
	u32 lines = 0;
	size_t len;

	while (*text) {
		len = kacs_svg_line(text, most);
		text += len + (text[len] == '\n');
		lines++;
	}
	return lines;
}

/* NUL-terminated, without taking it; "" when it is empty. */
static const char *peek(struct kacs_buffer *text)
{
	kacs_buffer_u8(text, 0);
	return text->failed ? "" : (const char *)text->data;
}

static void put_segment(struct picture *picture, u32 lane, u32 from, u32 to)
{
	kacs_buffer_printf(
		&picture->body,
		"<line class=\"lane %s\" x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\"/>\n",
		state_classes[picture->states[lane]], lane_x(picture, lane),
		from, lane_x(picture, lane), to);
}

/* A sign on a lane: a tick, a cross, or a ring for what only counts inside. */
static void put_sign(struct picture *picture, u32 lane, u32 y, bool good,
		     bool inner)
{
	u32 x = lane_x(picture, lane);

	kacs_buffer_printf(
		&picture->body,
		"<circle class=\"%s%s\" cx=\"%u\" cy=\"%u\" r=\"%u\"/>\n",
		good ? "yes" : "no", inner ? " inner" : "", x, y,
		inner ? 6u : 9u);
	if (inner)
		return;
	if (good)
		kacs_buffer_printf(
			&picture->body,
			"<path class=\"sign\" d=\"M%u %u l3 3 l6 -7\"/>\n",
			x - 4, y + 1);
	else
		kacs_buffer_printf(
			&picture->body,
			"<path class=\"sign\" d=\"M%u %u l7 7 m0 -7 l-7 7\"/>\n",
			x - 4, y - 3);
}

static u8 next_state(u8 state, const struct row *row)
{
	if (row->inner)
		return state;
	switch (row->effect) {
	case KACS_EFFECT_GRANT:
	case KACS_EFFECT_RESTORE:
		return STATE_GRANTED;
	case KACS_EFFECT_DENY:
		return STATE_DENIED;
	case KACS_EFFECT_REMOVE:
		return STATE_REMOVED;
	default:
		return state;
	}
}

static void put_lanes(struct picture *picture, const struct row *row,
		      u32 height)
{
	bool good = row->effect == KACS_EFFECT_GRANT ||
		    row->effect == KACS_EFFECT_RESTORE;
	u32 middle = picture->y + 16, lane;

	for (lane = 0; lane < picture->lanes; lane++) {
		bool changed = row->effect != KACS_EFFECT_NONE &&
			       picture->bits[lane] & row->bits;

		put_segment(picture, lane, picture->y, middle);
		if (changed)
			picture->states[lane] =
				next_state(picture->states[lane], row);
		if (row->step != KACS_STEP_RESULT)
			put_segment(picture, lane, middle, picture->y + height);
		if (changed)
			put_sign(picture, lane, middle, good, row->inner);
	}
}

static void put_step_name(struct picture *picture, u32 step, bool concerned)
{
	kacs_buffer_printf(
		&picture->body,
		"<text class=\"step%s\" x=\"%u\" y=\"%u\">%u %s</text>\n",
		concerned ? "" : " idle", MARGIN + 8, picture->y + 21, step,
		step == KACS_STEP_DACL ? "DACL" : kacs_step_name(step));
}

/* Draws a row and releases its text. */
static void put_row(struct picture *picture, struct row *row, bool concerned)
{
	const char *text = peek(&row->text), *detail = peek(&row->detail);
	u32 lines = count_lines(text, LABEL_CHARS) +
		    count_lines(detail, LABEL_CHARS);
	u32 height = (lines ? lines : 1) * LINE_HEIGHT + ROW_PADDING;
	u32 y = picture->y + 21;

	if (row->step != picture->last_step)
		picture->shaded = !picture->shaded;
	if (picture->shaded)
		kacs_buffer_printf(
			&picture->body,
			"<rect class=\"band\" x=\"%u\" y=\"%u\" width=\"%u\" height=\"%u\"/>\n",
			MARGIN, picture->y, picture->width - 2 * MARGIN,
			height);
	if (row->step != picture->last_step)
		put_step_name(picture, row->step, concerned);
	picture->last_step = row->step;
	put_lanes(picture, row, height);
	y = put_lines(&picture->body, text, label_x(picture), y, LABEL_CHARS,
		      row->idle || !concerned ? "label idle" : "label");
	put_lines(&picture->body, detail, label_x(picture), y, LABEL_CHARS,
		  "detail");
	picture->body.failed |= row->text.failed | row->detail.failed;
	kacs_buffer_free(&row->text);
	kacs_buffer_free(&row->detail);
	picture->y += height;
}

/* ACEs that had nothing to do with it are only counted. */
static bool is_of_interest(const struct kacs_trace_entry *entry)
{
	return entry->effect != KACS_EFFECT_NONE ||
	       entry->condition != KACS_TRUTH_NONE ||
	       entry->note == KACS_NOTE_DENY_ONLY;
}

/* The same ACE or rule doing the same to other rights? */
static bool is_continued(const struct kacs_trace_entry *a,
			 const struct kacs_trace_entry *b)
{
	return a->effect == KACS_EFFECT_REMOVE && a->step == b->step &&
	       a->acl == b->acl && a->effect == b->effect && a->ace == b->ace &&
	       a->rule_step == b->rule_step && a->policy == b->policy &&
	       a->rule == b->rule;
}

/* What a restricted pass or a rule does counts when it is taken back. */
static bool is_inner(const struct kacs_trace_entry *entry)
{
	if (entry->effect != KACS_EFFECT_GRANT &&
	    entry->effect != KACS_EFFECT_DENY)
		return false;
	return entry->step == KACS_STEP_RESTRICTED ||
	       entry->step == KACS_STEP_CONFINEMENT ||
	       entry->step == KACS_STEP_POLICY;
}

static void fill_row(struct picture *picture, struct row *row,
		     const struct kacs_trace_entry *entry)
{
	const struct kacs_explanation *explanation = picture->explanation;
	struct kacs_ace_place place = kacs_place_of_entry(entry);
	const u8 *ace = kacs_explained_ace(explanation, &place);
	struct kacs_condition_view view;

	*row = (struct row){
		.step = entry->step,
		.bits = entry->bits,
		.effect = entry->effect,
		.inner = is_inner(entry),
	};
	kacs_put_entry(&row->text, explanation, entry);
	if (ace)
		kacs_put_ace_sddl(&row->detail, ace);
	if (entry->condition == KACS_TRUTH_NONE ||
	    !kacs_explained_condition(explanation, &place, &view))
		return;
	kacs_buffer_text(&row->detail, ace ? "\n" : "");
	kacs_put_terms(&row->detail, &view);
	kacs_buffer_printf(&row->detail, "; whole: %s",
			   kacs_truth_name(entry->condition));
}

/* The rows of one step; return: how many there were. */
static u32 put_entries(struct picture *picture, u32 step)
{
	const struct kacs_explanation *explanation = picture->explanation;
	u32 count = explanation->trace.count, rows = 0, passed = 0, i;
	struct kacs_trace_entry entry;
	struct row row;

	for (i = 0; i < count; i++) {
		entry = explanation->entries[i];
		if (entry.step != step)
			continue;
		if (!is_of_interest(&entry)) {
			passed++;
			continue;
		}
		while (i + 1 < count &&
		       is_continued(&entry, &explanation->entries[i + 1]))
			entry.bits |= explanation->entries[++i].bits;
		fill_row(picture, &row, &entry);
		put_row(picture, &row, true);
		rows++;
	}
	if (!passed)
		return rows;
	row = (struct row){
		.step = step,
		.effect = KACS_EFFECT_NONE,
		.idle = true,
	};
	kacs_buffer_printf(&row.text, "%u %s no part", passed,
			   passed == 1 ? "ACE has" : "ACEs have");
	put_row(picture, &row, true);
	return rows + 1;
}

static void put_mapping(struct picture *picture)
{
	const struct kacs_explanation *explanation = picture->explanation;
	const struct kacs_decision *decision = &explanation->decision;
	struct row row = {
		.step = KACS_STEP_MAPPING,
		.effect = KACS_EFFECT_NONE,
	};

	kacs_buffer_printf(&row.text, "0x%x is asked for",
			   explanation->check.desired);
	if (decision->desired) {
		kacs_buffer_text(&row.text, ": ");
		kacs_put_wish(&row.text, decision->desired,
			      explanation->object_type);
	}
	if (decision->maximum_allowed)
		kacs_buffer_text(&row.text, ", and whatever is allowed");
	put_row(picture, &row, true);
}

static void put_audit(struct picture *picture)
{
	const struct kacs_explanation *explanation = picture->explanation;
	const struct kacs_audit *audit = &explanation->audit;
	struct row row;
	u32 i;

	for (i = 0; i < audit->capacity; i++) {
		row = (struct row){
			.step = KACS_STEP_AUDIT,
			.effect = KACS_EFFECT_NONE,
		};
		kacs_put_event(&row.text, explanation, &audit->events[i]);
		put_row(picture, &row, true);
	}
	row = (struct row){.step = KACS_STEP_AUDIT, .effect = KACS_EFFECT_NONE};
	if (explanation->decision.continuous_audit) {
		kacs_buffer_text(&row.text, "from now on each ");
		kacs_put_wish(&row.text, explanation->decision.continuous_audit,
			      explanation->object_type);
		kacs_buffer_text(&row.text, " is audited");
		put_row(picture, &row, true);
	} else if (!audit->capacity) {
		kacs_buffer_text(&row.text, "nothing to tell");
		put_row(picture, &row, false);
	}
}

/* What an ordinary step has, or that it had nothing to do. */
static void put_step(struct picture *picture, u32 step)
{
	const struct kacs_explanation *explanation = picture->explanation;
	bool refused = step == KACS_STEP_GATE &&
		       !explanation->decision.allowed &&
		       explanation->decider.step == step;
	struct row row = {.step = step, .effect = KACS_EFFECT_NONE};

	if (refused) {
		row.effect = KACS_EFFECT_DENY;
		row.bits = ~0u;
		kacs_put_denial(&row.text, explanation);
		put_row(picture, &row, true);
		return;
	}
	if (put_entries(picture, step))
		return;
	kacs_buffer_text(&row.text,
			 step == KACS_STEP_GATE ? "passed" : "changes nothing");
	put_row(picture, &row, false);
}

/* Where the lanes end: what is open is refused. */
static void put_result(struct picture *picture)
{
	const struct kacs_explanation *explanation = picture->explanation;
	const struct kacs_decision *decision = &explanation->decision;
	struct row row = {
		.step = KACS_STEP_RESULT,
		.effect = KACS_EFFECT_NONE,
	};
	u32 left = 0, y = picture->y + 16, lane;

	for (lane = 0; lane < picture->lanes; lane++)
		if (picture->states[lane] == STATE_OPEN)
			left |= picture->bits[lane];
	kacs_buffer_text(&row.text, decision->allowed ? "allowed" : "denied");
	if (explanation->missing) {
		kacs_buffer_text(&row.text, ": missing is ");
		kacs_put_wish(&row.text, explanation->missing,
			      explanation->object_type);
	}
	if (left & decision->desired)
		kacs_buffer_text(&row.text, "; what is open nobody allows");
	put_row(picture, &row, true);
	for (lane = 0; lane < picture->lanes; lane++)
		put_sign(picture, lane, y,
			 picture->states[lane] == STATE_GRANTED, false);
}

static void put_headings(struct picture *picture)
{
	char name[128];
	u32 lane;

	picture->y += HEADING_HEIGHT;
	for (lane = 0; lane < picture->lanes; lane++) {
		kacs_rights_constants(picture->bits[lane],
				      picture->explanation->object_type, " ",
				      name, sizeof(name));
		kacs_buffer_printf(
			&picture->body,
			"<text class=\"right\" transform=\"translate(%u %u) rotate(-45)\">",
			lane_x(picture, lane) + 4, picture->y - 6);
		kacs_svg_put_text(&picture->body, name, strlen(name));
		kacs_buffer_text(&picture->body, "</text>\n");
	}
}

static void put_legend(struct picture *picture)
{
	static const char *const words[] = {
		[STATE_OPEN] = "open",
		[STATE_GRANTED] = "granted",
		[STATE_DENIED] = "denied",
		[STATE_REMOVED] = "taken back",
	};
	u32 x = MARGIN + 8, i;

	picture->y += 26;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		kacs_buffer_printf(
			&picture->body,
			"<line class=\"lane %s\" x1=\"%u\" y1=\"%u\" x2=\"%u\" y2=\"%u\"/>\n<text class=\"label\" x=\"%u\" y=\"%u\">%s</text>\n",
			state_classes[i], x, picture->y, x + 30, picture->y,
			x + 38, picture->y + 5, words[i]);
		x += 130;
	}
	kacs_buffer_printf(
		&picture->body,
		"<circle class=\"yes inner\" cx=\"%u\" cy=\"%u\" r=\"6\"/>\n<circle class=\"no inner\" cx=\"%u\" cy=\"%u\" r=\"6\"/>\n<text class=\"label\" x=\"%u\" y=\"%u\">in a second look, which only takes back</text>\n",
		x + 6, picture->y, x + 24, picture->y, x + 38, picture->y + 5);
	picture->y += 22;
}

static void put_remedies(struct picture *picture)
{
	const struct kacs_explanation *explanation = picture->explanation;
	u32 i;

	if (!explanation->remedies[0])
		return;
	picture->y += 26;
	kacs_buffer_printf(
		&picture->body,
		"<text class=\"heading\" x=\"%u\" y=\"%u\">It would be allowed</text>\n",
		MARGIN, picture->y);
	picture->y += LINE_HEIGHT + 4;
	for (i = 0; explanation->remedies[i]; i++)
		picture->y = put_lines(&picture->body, explanation->remedies[i],
				       MARGIN + 8, picture->y,
				       wide_chars(picture, 72), "remedy");
}

static void put_nodes(struct picture *picture)
{
	const struct kacs_explanation *explanation = picture->explanation;
	struct kacs_buffer text = {0};

	if (!explanation->check.tree)
		return;
	picture->y += 26;
	kacs_buffer_printf(
		&picture->body,
		"<text class=\"heading\" x=\"%u\" y=\"%u\">The parts of the object</text>\n",
		MARGIN, picture->y);
	picture->y += LINE_HEIGHT + 4;
	kacs_put_nodes(&text, explanation);
	picture->y = put_lines(&picture->body, peek(&text), MARGIN + 8,
			       picture->y, wide_chars(picture, 76), "detail");
	picture->body.failed |= text.failed;
	kacs_buffer_free(&text);
}

/* "alice may not write" */
static void put_verdict(struct kacs_buffer *out,
			const struct kacs_explanation *explanation)
{
	const struct kacs_decision *decision = &explanation->decision;
	u32 rights = decision->desired;
	char words[256] = "do anything";

	kacs_put_sid(out, &explanation->identity->user,
		     explanation->principals);
	kacs_buffer_text(out, decision->allowed ? " may " : " may not ");
	if (!rights && decision->allowed)
		rights = decision->granted;
	if (rights)
		kacs_rights_verbs(rights, explanation->object_type, words,
				  sizeof(words));
	kacs_buffer_text(out, words);
}

static void put_title(struct picture *picture, const char *verdict,
		      const char *sentence)
{
	bool allowed = picture->explanation->decision.allowed;

	picture->y = MARGIN + 20;
	kacs_buffer_printf(
		&picture->body,
		"<rect class=\"%s\" x=\"%u\" y=\"%u\" width=\"92\" height=\"30\" rx=\"6\"/>\n<text class=\"verdict\" x=\"%u\" y=\"%u\">%s</text>\n",
		allowed ? "yes" : "no", MARGIN, picture->y - 20, MARGIN + 46,
		picture->y, allowed ? "allowed" : "denied");
	picture->y = put_lines(&picture->body, verdict, MARGIN + 106,
			       picture->y, wide_chars(picture, 130), "title");
	picture->y = put_lines(&picture->body, sentence, MARGIN, picture->y + 8,
			       wide_chars(picture, 72), "label");
}

static void draw(struct picture *picture)
{
	u32 step;

	put_headings(picture);
	for (step = KACS_STEP_GATE; step < KACS_STEP_RESULT; step++) {
		if (step == KACS_STEP_MAPPING)
			put_mapping(picture);
		else if (step == KACS_STEP_AUDIT)
			put_audit(picture);
		else if (step != KACS_STEP_LAYERS)
			put_step(picture, step);
	}
	put_result(picture);
	put_legend(picture);
	put_nodes(picture);
	put_remedies(picture);
	picture->y += MARGIN;
}

static const char style[] =
	"<style>\n"
	"text { font: 13px system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif; fill: #1f2933; }\n"
	".title { font-size: 18px; font-weight: 600; }\n"
	".verdict { font-size: 15px; font-weight: 700; fill: #fff; text-anchor: middle; }\n"
	".heading { font-size: 15px; font-weight: 600; }\n"
	".right { font-size: 12px; }\n"
	".step { font-weight: 600; }\n"
	".idle { fill: #8a97a3; font-weight: 400; }\n"
	".detail { font: 11.5px ui-monospace, 'DejaVu Sans Mono', Menlo, monospace; fill: #52606d; }\n"
	".band { fill: #f3f6f9; }\n"
	".lane { fill: none; stroke-width: 5; }\n"
	".open { stroke: #cbd2d9; stroke-width: 3; }\n"
	".granted { stroke: #2f9e44; }\n"
	".denied { stroke: #d6336c; stroke-width: 3; stroke-dasharray: 7 4; }\n"
	".removed { stroke: #e8590c; stroke-width: 3; stroke-dasharray: 2 4; }\n"
	".yes { fill: #2f9e44; }\n"
	".no { fill: #c92a2a; }\n"
	".inner { fill: #fff; stroke-width: 3; }\n"
	".yes.inner { stroke: #2f9e44; }\n"
	".no.inner { stroke: #c92a2a; }\n"
	".sign { fill: none; stroke: #fff; stroke-width: 2; stroke-linecap: round; }\n"
	"</style>\n";

/* The picture around its body, when it is known how high that is. */
static void put_frame(struct kacs_buffer *out, struct picture *picture,
		      const char *verdict)
{
	kacs_buffer_printf(
		out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%u\" height=\"%u\" viewBox=\"0 0 %u %u\" role=\"img\">\n<title>",
		picture->width, picture->y, picture->width, picture->y);
	kacs_svg_put_text(out, verdict, strlen(verdict));
	kacs_buffer_printf(
		out,
		"</title>\n%s<rect width=\"%u\" height=\"%u\" fill=\"#fff\"/>\n",
		style, picture->width, picture->y);
	out->failed |= picture->body.failed;
	if (!out->failed)
		kacs_buffer_put(out, picture->body.data, picture->body.len);
	kacs_buffer_text(out, "</svg>\n");
}

char *kacs_explanation_svg(const struct kacs_explanation *explanation)
{
	struct picture picture = {.explanation = explanation};
	char *sentence = kacs_explanation_sentence(explanation);
	struct kacs_buffer verdict = {0}, out = {0};
	char *result = NULL;

	put_verdict(&verdict, explanation);
	peek(&verdict);
	if (sentence && !verdict.failed) {
		make_lanes(&picture);
		put_title(&picture, (const char *)verdict.data, sentence);
		draw(&picture);
		put_frame(&out, &picture, (const char *)verdict.data);
		result = kacs_buffer_take_text(&out);
	}
	kacs_buffer_free(&picture.body);
	kacs_buffer_free(&verdict);
	free(sentence);
	return result;
}
