/** What an unclaimed tablet shows: nobody's data. */
export function Attract() {
  return (
    <main className="attract">
      <div className="attract-card">
        <span className="mark" aria-hidden="true" />
        <h1>Ihre Daten. Ihre Entscheidung.</h1>
      </div>
    </main>
  );
}
