import { Outlet } from "@tanstack/react-router"
import { Mark } from "../theme/Icon.tsx"
import frame from "./frame.module.css"
import { LanguageSwitch } from "./LanguageSwitch.tsx"
import { OfflineLine } from "./OfflineLine.tsx"

/** One column of 640 px, for whoever is not in yet and for reading. */
export function PlainFrame() {
  return (
    <div className="m">
      <OfflineLine />
      <main className="plain">
        <div className={frame.topline}>
          <span className={frame.brand}>
            <Mark />
            Justesse
          </span>
          <LanguageSwitch />
        </div>
        <Outlet />
      </main>
    </div>
  )
}
