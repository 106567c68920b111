import type { ComponentProps } from "react"

/**
 * Every form of the studio. The browser's own bubbles are off, since they speak the browser's language and not the page's: a
 * field says itself what is wrong with it (`useFaults`), and the first such field takes the focus.
 */
export function Form({ onSubmit, ...rest }: ComponentProps<"form">) {
  return (
    <form
      {...rest}
      noValidate
      onSubmit={(event) => {
        const form = event.currentTarget
        onSubmit?.(event)
        requestAnimationFrame(() => form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus())
      }}
    />
  )
}
