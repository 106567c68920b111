import { Link, type LinkProps } from "@tanstack/react-router"
import { useSentence } from "../../failures/useSentence.ts"
import { useT } from "../../i18n/useT.ts"
import frame from "../parts/frame.module.css"
import screen from "../review/screen.module.css"

interface Props {
  readonly back: LinkProps
  readonly name: string
  readonly error: unknown
}

/** A case that is not there for whoever came: decided by then, or somebody else's. */
export function NoCase({ back, name, error }: Props) {
  const t = useT("judging")
  const sentence = useSentence()
  return (
    <div className={`${frame.work} ${screen.work} ${screen.whole}`}>
      <div className={frame.plain}>
        <main className={frame.page}>
          <div className={screen.instead} role="alert">
            <h1>{t("none.title")}</h1>
            <p>{error ? sentence(error) : t("none.text")}</p>
          </div>
          <div className={frame.acts}>
            <Link className={`${frame.plainBtn} ${screen.link}`} {...back}>
              {name}
            </Link>
          </div>
        </main>
      </div>
    </div>
  )
}
