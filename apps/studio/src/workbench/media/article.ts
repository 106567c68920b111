/** A text without the mark that some editors put before it, its lines ended as everywhere. */
export function toLines(text: string): string {
  return text.replace(/^\ufeff/, "").replaceAll(/\r\n?/g, "\n")
}

/** Paragraphs of a text that is no Markdown: what stands between empty lines. */
export function paragraphsOf(text: string): readonly string[] {
  return toLines(text)
    .split(/\n\s*\n/)
    .map((paragraph) => paragraph.replace(/^\n+|\s+$/g, ""))
    .filter((paragraph) => paragraph !== "")
}

/** How much of a scrolled text was on the screen, in [0, 1]. */
export function readShare({
  scrollTop,
  clientHeight,
  scrollHeight,
}: Pick<Element, "scrollTop" | "clientHeight" | "scrollHeight">): number {
  // Browsers round where they stand by up to a pixel.
  return scrollHeight <= 0 ? 0 : Math.min(1, (scrollTop + clientHeight + 1) / scrollHeight)
}
