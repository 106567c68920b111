import { failureOf } from "../failures/thrown.ts"
import { useSentence } from "../failures/useSentence.ts"
import { useT } from "../i18n/useT.ts"
import { Icon, type IconName } from "../theme/Icon.tsx"
import { Button, ButtonLink } from "./Button.tsx"
import { Lead } from "./layout.tsx"

/** A page that cannot be shown: what happened, what is safe, what to do. */
export function Trouble({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const t = useT("common")
  const sentence = useSentence()
  const { code } = failureOf(error)
  const noUse = code === "not_found" || code === "not_allowed"
  return (
    <div role="alert">
      <Lead>{sentence(error)}</Lead>
      <div className="inline" style={{ marginTop: 16 }}>
        {code === "not_signed_in" ? (
          <ButtonLink look="primary" to="/signin">
            {t("signIn")}
          </ButtonLink>
        ) : (
          !noUse && again && <Button onClick={again}>{t("again")}</Button>
        )}
        {noUse && <ButtonLink to="/projects">{t("toProjects")}</ButtonLink>}
      </div>
    </div>
  )
}

/** What went wrong with one act, beside the act. */
export function Wrong({ error }: { readonly error: unknown }) {
  const sentence = useSentence()
  if (error === null || error === undefined) return null
  return (
    <p role="alert" className="loss" style={{ marginTop: 8 }}>
      {sentence(error)}
    </p>
  )
}

interface EmptyProps {
  readonly icon: IconName
  readonly title: string
  readonly text: string
  readonly children?: React.ReactNode
}

/** Nothing here yet: what this is, why it is empty, and what fills it. */
export function Empty({ icon, title, text, children }: EmptyProps) {
  return (
    <div
      style={{
        display: "grid",
        placeItems: "center",
        minHeight: 240,
        padding: 32,
        marginTop: 24,
        border: "1.5px dashed var(--control)",
        borderRadius: 6,
      }}
    >
      <div style={{ textAlign: "center", maxWidth: 480 }}>
        <span className="dim" style={{ display: "inline-block" }}>
          <Icon name={icon} />
        </span>
        <h2 style={{ marginTop: 12 }}>{title}</h2>
        <p className="dim" style={{ marginTop: 4 }}>
          {text}
        </p>
        {children && (
          <div className="inline" style={{ justifyContent: "center", marginTop: 20 }}>
            {children}
          </div>
        )}
      </div>
    </div>
  )
}
