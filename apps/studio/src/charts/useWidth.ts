import { useElementSize } from "@mantine/hooks"

/** Width of the box a chart is drawn in, so that its text keeps its size. */
export function useWidth(): { readonly ref: (node: HTMLDivElement | null) => void; readonly width: number } {
  const { ref, width } = useElementSize<HTMLDivElement>()
  return { ref: ref as (node: HTMLDivElement | null) => void, width: Math.round(width) } // Mantine's ref is a callback
}
