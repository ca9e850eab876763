// A rich text field in place of a textarea. Tiptap out of django-prose-editor; its styles are ours (composer.css).

import * as prose from "django-prose-editor/editor";

const Picture = prose.Image?.extend ? prose.Image : null;

// A colleague or team that a note names: tickets/mentioning.py reads it again.
const Mention = prose.Node.create({
  name: "mention",
  group: "inline",
  inline: true,
  atom: true,
  addAttributes: () => ({
    id: { parseHTML: (element) => element.dataset.mention },
    label: { parseHTML: (element) => element.textContent },
  }),
  parseHTML: () => [{ tag: "span[data-mention]" }],
  renderHTML: ({ node }) => ["span", { "data-mention": node.attrs.id }, node.attrs.label],
  renderText: ({ node }) => node.attrs.label,
});

export function richText(field, content, onChange) {
  const holder = document.createElement("div");
  holder.className = "composer__rich";
  field.after(holder);
  field.hidden = true;
  const extensions = [
    prose.Document,
    prose.Paragraph,
    prose.Text,
    prose.Bold,
    prose.Italic,
    prose.Strike,
    prose.BulletList,
    prose.OrderedList,
    prose.ListItem,
    prose.Blockquote,
    prose.HardBreak,
    prose.Link.configure({ openOnClick: false, autolink: true, enableTarget: false }),
    Mention,
    prose.UndoRedo ?? prose.History,
    ...(Picture ? [Picture] : []),
  ].filter(Boolean);
  return new prose.Editor({
    element: holder,
    extensions,
    content,
    injectCSS: false,
    enableInputRules: true,
    editorProps: {
      // sends (composer.js); the editor's own meaning, a line break, would go out with the text
      handleKeyDown: (_view, event) => event.key === "Enter" && (event.ctrlKey || event.metaKey),
      attributes: {
        class: "composer__text composer__text--rich",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": field.getAttribute("aria-label"),
      },
    },
    onUpdate: onChange,
  });
}
