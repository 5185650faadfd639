import type { IncidentReference } from '../referee/index.ts';
import type { RecordPorts } from './record-ports.ts';
import type { Tally } from './tally.ts';

/** Incidents whose pictures are deleted side by side, and that are deleted by one statement. */
export const incidentsAtOnce = 20;

/**
 * Deletes incidents with their pictures; a few. One whose pictures cannot all be deleted stays, so that they
 * are found again. Resolves with why those stayed.
 */
export async function deleteIncidents(
  ports: Pick<RecordPorts, 'deletePicture' | 'deleteIncidents'>,
  incidents: readonly IncidentReference[],
  tally: Tally,
): Promise<unknown[]> {
  const bare: IncidentReference[] = [];
  const errors: unknown[] = [];
  await Promise.all(
    incidents.map(async (incident) => {
      try {
        for (const id of incident.evidenceIds) await ports.deletePicture(id);
        bare.push(incident);
      } catch (error) {
        errors.push(error);
      }
    }),
  );
  for (const { evidenceIds } of bare) tally.add('pictures', evidenceIds.length);
  // Only now: a crash before this leaves the pictures' ids, so that nothing is lost sight of.
  if (bare.length > 0) tally.add('incidents', await ports.deleteIncidents(bare));
  return errors;
}

/** The same of any number. @throws whatever kept one of them, once all others are gone */
export async function deleteAllIncidents(
  ports: Pick<RecordPorts, 'deletePicture' | 'deleteIncidents'>,
  incidents: readonly IncidentReference[],
  tally: Tally,
): Promise<void> {
  const errors: unknown[] = [];
  for (let from = 0; from < incidents.length; from += incidentsAtOnce) {
    const batch = incidents.slice(from, from + incidentsAtOnce);
    errors.push(...(await deleteIncidents(ports, batch, tally)));
  }
  if (errors.length > 0) throw errors[0];
}
