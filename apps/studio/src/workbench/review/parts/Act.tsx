import type { ComponentProps, MouseEvent } from "react"

/** Keys act on the page, so a press of the mouse leaves the focus where it is; Tab and arrows still reach the button. */
const keepFocus = (event: MouseEvent) => event.preventDefault()

/** A button of the review page. */
export function Act(props: ComponentProps<"button">) {
  return <button type="button" {...props} onMouseDown={keepFocus} />
}
