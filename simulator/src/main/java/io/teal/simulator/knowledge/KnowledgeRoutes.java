package io.teal.simulator.knowledge;

import io.teal.simulator.api.Router;
import io.teal.simulator.api.Streams;
import io.teal.simulator.pace.Load;

/** The routes below {@code /knowledge_base/} but for chat. */
public final class KnowledgeRoutes {
    private static final String ROOT = "/knowledge_base/";

    private KnowledgeRoutes() {}

    /**
     * Adds them.
     *
     * @param old whether the list of knowledge bases is that of 0.2.10
     */
    public static void add(
            Router router, KnowledgeBases bases, Retrieval retrieval, Streams streams, Load load, boolean old) {
        BaseEndpoints endpoints = new BaseEndpoints(bases, retrieval, streams, load);
        Uploads uploads = new Uploads(bases, streams.loop(), load.pace());
        if (old) {
            router.add("GET", ROOT + "list_knowledge_bases", endpoints::listNames);
        } else {
            router.add("GET", ROOT + "list_knowledge_bases", endpoints::list);
        }
        router.add("GET", ROOT + "list_files", endpoints::files);
        router.add("POST", ROOT + "search_docs", endpoints::search);
        router.add("POST", ROOT + "create_knowledge_base", endpoints::create);
        router.add("POST", ROOT + "delete_knowledge_base", endpoints::delete);
        router.add("POST", ROOT + "update_docs", endpoints::updateFiles);
        router.add("POST", ROOT + "delete_docs", endpoints::deleteFiles);
        router.add("POST", ROOT + "recreate_vector_store", endpoints::recreate);
        router.add("POST", ROOT + "upload_docs", uploads::toBase);
        router.add("POST", ROOT + "upload_temp_docs", uploads::toTemporary);
    }
}
