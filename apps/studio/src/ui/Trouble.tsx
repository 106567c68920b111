import { failureOf } from "../failures/thrown.ts"
import { useSentence } from "../failures/useSentence.ts"
import { useT } from "../i18n/useT.ts"
import { Icon, type IconName } from "../theme/Icon.tsx"
import measures from "../theme/measures.module.css"
import { Button, ButtonLink } from "./Button.tsx"
import { Intro } from "./layout.tsx"
import css from "./parts.module.css"

/** A page that cannot be shown: what happened, what is safe, what to do. */
export function Trouble({ error, again }: { readonly error: unknown; readonly again?: () => void }) {
  const t = useT("common")
  const sentence = useSentence()
  const { code } = failureOf(error)
  const noUse = code === "not_found" || code === "not_allowed"
  return (
    <div role="alert">
      <Intro>{sentence(error)}</Intro>
      <div className={`inline ${measures.above16}`}>
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
    <p role="alert" className={`loss ${measures.above8}`}>
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
    <div className={css.trouble}>
      <div className={`${measures.middle} ${measures.upTo480}`}>
        <span className={`dim ${css.inText}`}>
          <Icon name={icon} />
        </span>
        <h2 className={measures.above12}>{title}</h2>
        <p className={`dim ${measures.above4}`}>{text}</p>
        {children && <div className={`inline ${measures.centred} ${measures.above20}`}>{children}</div>}
      </div>
    </div>
  )
}
