/** Where `data fetch` puts files, and where `--funding kraken` looks for them. */

/** The folder if `--out` does not say it; below the folder of the call. */
export const FETCHED_FOLDER = 'data/fetched';
