import { type ReactNode, useEffect, useRef } from "react"
import { Cap } from "../../keys/Cap.tsx"
import measures from "../../theme/measures.module.css"
import styles from "./frame.module.css"
import { TaskIcon } from "./icons.tsx"

interface BarButtonProps {
  readonly text: string
  /** The command whose key it shows. */
  readonly of: string
  readonly icon?: "book" | "prev"
  readonly pressed?: boolean
  readonly disabled?: boolean
  readonly onClick: () => void
}

/** A button of the 40-px bar: what it opens, and its key. */
export function BarButton({ text, of, icon, pressed, disabled, onClick }: BarButtonProps) {
  return (
    <button aria-pressed={pressed} className={styles.btn} disabled={disabled} onClick={onClick} type="button">
      {icon && <TaskIcon name={icon} />}
      <span>{text}</span>
      <Cap of={of} />
    </button>
  )
}

interface StatusWordProps {
  readonly icon: "check" | "net" | "lock" | "eye" | "pen" | "home" | "tabs" | "direction"
  readonly text: string
  /** The person must know: it is not as it should be. */
  readonly need?: boolean
  /** Nothing happened yet. */
  readonly calm?: boolean
  /** Between other things instead of in the middle of the bar. */
  readonly inRow?: boolean
}

/** Where the newest act is, in words and shape, always at one place; read out when it changes. */
export function StatusWord({ icon, text, need, calm, inRow }: StatusWordProps) {
  const look = [styles.state, need && styles.need, calm && styles.calm, inRow && styles.inRow].filter(Boolean).join(" ")
  return (
    <span className={look} role="status">
      <TaskIcon name={icon} />
      <span className={styles.cut}>{text}</span>
    </span>
  )
}

interface MoreProps {
  readonly title: string
  readonly open: boolean
  readonly onToggle: () => void
  readonly onClose: () => void
  /** What opens under the button. */
  readonly children: ReactNode
}

/** What is needed seldom, behind the last button of the bar; a press beside it closes it. */
export function More({ title, open, onToggle, onClose, children }: MoreProps) {
  const menu = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    if (!open) return
    const press = (event: PointerEvent) => {
      if (event.target instanceof Node && !menu.current?.contains(event.target)) onClose()
    }
    window.addEventListener("pointerdown", press, true)
    return () => window.removeEventListener("pointerdown", press, true)
  }, [open, onClose])
  return (
    <span className={measures.anchor} ref={menu}>
      <button
        aria-expanded={open}
        aria-label={title}
        className={`${styles.btn} ${styles.ic}`}
        onClick={onToggle}
        title={title}
        type="button"
      >
        <TaskIcon name="more" />
      </button>
      {children}
    </span>
  )
}

/** The whole screen for the page, or back. */
export function toggleFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen()
  else void document.documentElement.requestFullscreen()
}
