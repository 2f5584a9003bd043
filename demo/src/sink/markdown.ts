import { escapeHtml, html, type Html, safeLink, trusted } from '../page/html.ts';

/** As much Markdown as our runbooks use: headings, paragraphs, lists, code, bold and links. */
function inline(text: string): string {
  return escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*\*([^*]+)\*\*/g, '<b>$1</b>')
    .replace(/\[([^\]]+)\]\(([^)\s]+)\)/g, (_all, words: string, target: string) => {
      const relative = /^[a-z0-9-]+\.md$/.test(target) ? target.replace(/\.md$/, '') : safeLink(target);
      return relative === undefined ? words : `<a href="${relative}">${words}</a>`;
    });
}

const item = /^(?:[-*]|\d+\.) /;

function blockOf(block: string): string {
  const heading = /^(#{1,4}) (.+)$/.exec(block);
  if (heading)
    return `<h${heading[1]?.length ?? 1}>${inline(heading[2] ?? '')}</h${heading[1]?.length ?? 1}>`;
  const code = /^```\w*\n([\s\S]*?)\n?```$/.exec(block);
  if (code) return `<pre><code>${escapeHtml(code[1] ?? '')}</code></pre>`;
  if (!item.test(block)) return `<p>${inline(block.replaceAll('\n', ' '))}</p>`;
  const first = /^(\d+)\./.exec(block)?.[1];
  const tag = first === undefined ? 'ul' : 'ol';
  const start = first === undefined || first === '1' ? '' : ` start="${first}"`;
  const items = block
    .split(/\n(?=(?:[-*]|\d+\.) )/)
    .map((text) => text.replace(item, '').replace(/\n\s*/g, ' '));
  return `<${tag}${start}>${items.map((text) => `<li>${inline(text)}</li>`).join('')}</${tag}>`;
}

/** Blocks are parted by empty lines; a fenced block may hold empty lines itself. */
export function markdown(source: string): Html {
  const blocks = source.match(/```[\s\S]*?```|(?:(?!\n\n|```)[\s\S])+/g) ?? [];
  const shown = blocks.map((block) => block.trim()).filter(Boolean);
  return html`${trusted(shown.map(blockOf).join('\n'))}`;
}
