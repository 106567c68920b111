import { type RefObject, useEffect, useRef } from "react"

/** The field that is written in first has the focus as soon as its form is there. */
export function useFirstField<T extends HTMLElement>(): RefObject<T | null> {
  const field = useRef<T>(null)
  useEffect(() => field.current?.focus(), [])
  return field
}

/** What opened a form takes the focus back when the form is gone, unless it went elsewhere by then. */
export function useOpener(open: boolean): RefObject<HTMLButtonElement | null> {
  const opener = useRef<HTMLButtonElement>(null)
  const was = useRef(open)
  useEffect(() => {
    if (was.current && !open && document.activeElement === document.body) opener.current?.focus()
    was.current = open
  }, [open])
  return opener
}
