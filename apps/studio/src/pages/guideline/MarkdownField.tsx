import { Textarea } from "@mantine/core"

interface Props {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
}

/** A field for Markdown: fixed width, as tall as its text. */
export function MarkdownField({ label, value, onChange }: Props) {
  return (
    <Textarea
      label={label}
      autosize
      minRows={8}
      maxRows={28}
      maxLength={200_000}
      spellCheck
      styles={{ input: { fontFamily: "var(--mono)", fontSize: 13 } }}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}
