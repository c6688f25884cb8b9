package dev.qwen4j.tools.builtin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.cjk.CJKWidthFilter;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.QueryBuilder;

/** Passages of files in memory, ranked by BM25. Immutable; nothing to close, as it holds only heap memory. */
final class DocumentIndex {
    private static final int MAX_RESULTS = 3;
    private static final int MAX_QUERY_CHARS = 500;
    /** Passages far behind the best one tell of something else; a small model takes them for the answer. */
    private static final float SHARE_OF_BEST_SCORE = 0.6f;

    private static final String TITLE = "title";
    private static final float TITLE_BOOST = 0.4f;

    private static final String TEXT = "text";
    private static final String SHOWN = "shown";
    private static final Analyzer ANALYZER = new EnglishAndCjk();

    private final DocumentFiles files;
    private final IndexSearcher searcher;

    private DocumentIndex(DocumentFiles files, IndexSearcher searcher) {
        this.files = files;
        this.searcher = searcher;
    }

    static DocumentIndex of(DocumentFiles files) throws IOException {
        ByteBuffersDirectory directory = new ByteBuffersDirectory();
        try (IndexWriter writer = new IndexWriter(directory, new IndexWriterConfig(ANALYZER))) {
            for (Path file : files.stamps().keySet()) {
                for (Passage passage : DocumentFiles.passages(file)) {
                    writer.addDocument(document(files.relative(file), passage));
                }
            }
        }
        return new DocumentIndex(files, new IndexSearcher(DirectoryReader.open(directory)));
    }

    private static Document document(String file, Passage passage) {
        Document document = new Document();
        String title = file.replaceAll("[/._-]", " ") + "\n" + passage.heading();
        document.add(new TextField(TITLE, title, Field.Store.NO));
        document.add(new TextField(TEXT, passage.text(), Field.Store.NO));
        document.add(new StoredField(SHOWN, "[" + file + "] " + passage.text()));
        return document;
    }

    boolean holds(DocumentFiles current) {
        return files.equals(current);
    }

    List<String> search(String text) throws IOException {
        ScoreDoc[] hits = searcher.search(query(text), MAX_RESULTS).scoreDocs;
        List<String> found = new ArrayList<>();
        for (ScoreDoc hit : hits) {
            if (hit.score >= hits[0].score * SHARE_OF_BEST_SCORE) {
                found.add(searcher.storedFields().document(hit.doc).get(SHOWN));
            }
        }
        return found;
    }

    /** Any of the words; one in the title counts for less, as all passages below it have it. */
    private static Query query(String text) {
        String shortened = text.substring(0, Math.min(text.length(), MAX_QUERY_CHARS));
        QueryBuilder words = new QueryBuilder(ANALYZER);
        Query inTitle = words.createBooleanQuery(TITLE, shortened);
        Query inText = words.createBooleanQuery(TEXT, shortened);
        // Without a single word, as in "?!", there is no query.
        if (inTitle == null || inText == null) {
            return new MatchNoDocsQuery();
        }
        return new BooleanQuery.Builder()
                .add(inText, BooleanClause.Occur.SHOULD)
                .add(new BoostQuery(inTitle, TITLE_BOOST), BooleanClause.Occur.SHOULD)
                .build();
    }

    /** English words by their stems, Chinese, Japanese and Korean by pairs of characters, other words as they are. */
    private static final class EnglishAndCjk extends Analyzer {
        @Override
        protected TokenStreamComponents createComponents(String field) {
            StandardTokenizer words = new StandardTokenizer();
            TokenStream lower = new LowerCaseFilter(new CJKWidthFilter(words));
            TokenStream known = new StopFilter(lower, EnglishAnalyzer.getDefaultStopSet());
            return new TokenStreamComponents(words, new PorterStemFilter(new CJKBigramFilter(known)));
        }
    }
}
