import type { ReactNode } from "react"
import { useT } from "../../i18n/useT.ts"
import { signedOut } from "../../shell/store.ts"
import styles from "./frame.module.css"
import { TaskIcon } from "./icons.tsx"

/** Trouble that both pages know: nobody is signed in, or nothing comes through. */
interface TroubleProps {
  readonly what: "signedOut" | "offline"
  readonly title: string
  /** What is safe, and what becomes of it. */
  readonly text: string
}

/** Work is safe here; one click signs in again where that is what is missing. */
export function Trouble({ what, title, text }: TroubleProps) {
  const t = useT("task")
  return (
    <NetLine icon={what === "offline" ? "net" : "lock"} title={title} text={text}>
      {what === "signedOut" && (
        <button onClick={() => signedOut.setState(true)} type="button">
          {t("net.signIn")}
        </button>
      )}
    </NetLine>
  )
}

interface NetLineProps {
  readonly icon?: "net" | "lock" | "clock"
  readonly title?: string
  readonly text: string
  /** Something went wrong, and reading on is no help: said at once. */
  readonly alert?: boolean
  readonly children?: ReactNode
}

/** One line over the top of the picture, always there; nothing moves. */
export function NetLine({ icon, title, text, alert, children }: NetLineProps) {
  return (
    <div className={styles.netline} role={alert ? "alert" : "status"}>
      {icon && <TaskIcon name={icon} small />}
      {title !== undefined && <b>{title}</b>}
      <span className={styles.txt}>{text}</span>
      {children}
    </div>
  )
}
