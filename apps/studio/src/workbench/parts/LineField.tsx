import type { ChangeEvent, FocusEvent, Ref } from "react"

interface LineFieldProps {
  readonly label: string
  readonly id: string
  readonly value: string
  readonly language: string | undefined
  readonly direction: "ltr" | "rtl" | "auto"
  readonly className?: string | undefined
  readonly disabled?: boolean
  readonly onType: (value: string) => void
  readonly onFocus?: () => void
  readonly onBlur?: (event: FocusEvent<HTMLTextAreaElement>) => void
  readonly ref?: Ref<HTMLTextAreaElement>
}

/** The field of one line of writing, under its ink: nothing is corrected, completed or capitalised by the browser. */
export function LineField({ label, language, direction, onType, ...rest }: LineFieldProps) {
  return (
    <textarea
      {...rest}
      aria-label={label}
      autoCapitalize="off"
      autoComplete="off"
      autoCorrect="off"
      dir={direction}
      lang={language}
      onChange={(event: ChangeEvent<HTMLTextAreaElement>) => onType(event.target.value)}
      rows={1}
      spellCheck={false}
    />
  )
}
